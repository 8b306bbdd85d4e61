#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "plateau/finite_size.h"

/* Of two sizes: (d2 y2 - d1 y1) / (d2 - d1), errors added in squares. */
Test(finite_size, of_two_sizes_is_the_line_through_both)
{
    const double d[] = {60.0, 100.0};
    const struct figure at[] = {{0.0431, 0.0004}, {0.0419, 0.0003}};
    const struct figure limit = finite_size_limit(d, at, 2);

    cr_expect(fabs(limit.mean - (100.0 * 0.0419 - 60.0 * 0.0431) / 40.0) < 1e-12);
    cr_expect(fabs(limit.se - hypot(100.0 * 0.0003, 60.0 * 0.0004) / 40.0) < 1e-12);
}

Test(finite_size, of_more_finds_the_line_they_are_on)
{
    const double d[] = {60.0, 100.0, 60.0, 140.0};
    struct figure at[4];

    for (size_t i = 0; i < 4; i++)
        at[i] = (struct figure){0.04 + 0.11 / d[i], 0.001 * (double)(i + 1)};
    cr_expect(fabs(finite_size_limit(d, at, 4).mean - 0.04) < 1e-12);
}

/* Two teachers at each size, .002 apart where the means' errors are .0005: the line goes through
 * the middles, each known to .001 / sqrt(2) at best; chi^2 is 4 (2 sigma)^2 = 16 of 2 degrees of
 * freedom.
 */
Test(finite_size, has_the_scatter_of_the_runs_in_its_error)
{
    const double d[] = {60.0, 60.0, 100.0, 100.0};
    const struct figure at[] = {{0.042, 0.0005}, {0.044, 0.0005}, {0.041, 0.0005}, {0.043, 0.0005}};
    const struct figure calm[] = {
        {0.0429, 0.0005}, {0.0431, 0.0005}, {0.0419, 0.0005}, {0.0421, 0.0005}};
    const struct figure limit = finite_size_limit(d, at, 4);
    const double least = hypot(100.0, 60.0) / 40.0 * 0.0005 / sqrt(2.0);

    cr_expect(fabs(limit.mean - (100.0 * 0.042 - 60.0 * 0.043) / 40.0) < 1e-12);
    cr_expect(fabs(limit.se / (sqrt(8.0) * least) - 1.0) < 1e-9, "%g", limit.se / least);
    cr_expect(fabs(finite_size_limit(d, calm, 4).se / least - 1.0) < 1e-9);
}

Test(finite_size, of_one_size_is_not_known)
{
    const double d[] = {70.0, 70.0, 70.0};
    const struct figure at[] = {{0.04, 0.001}, {0.041, 0.0021}, {0.0404, 0.0013}};

    cr_expect(isnan(finite_size_limit(d, at, 1).mean));
    cr_expect(isnan(finite_size_limit(d, at, 3).mean));
    cr_expect(isnan(finite_size_limit(d, at, 0).se));
}

static struct sized sized(double d, double mean)
{
    return (struct sized){.d = d,
                          .mean = {mean, 0.0004},
                          .preset = "relu-ones",
                          .algorithm = "hmc",
                          .branch = "specialised",
                          .alpha = 2.385,
                          .theory = 0.0397};
}

/* Runs of another preset, algorithm, branch, alpha or theory are not on the line. */
Test(finite_size, judges_runs_that_differ_in_d_alone)
{
    struct sized runs[7] = {sized(60.0, 0.0431)};
    struct deviation limit;

    for (size_t i = 1; i < 7; i++)
        runs[i] = sized(80.0, 0.07);
    strcpy(runs[1].preset, "binary");
    strcpy(runs[2].algorithm, "nuts");
    strcpy(runs[3].branch, "universal");
    runs[4].alpha = 2.4;
    runs[5].theory = 0.0398;
    runs[6] = sized(100.0, 0.0419);
    cr_expect_eq(finite_size_judge(runs, 7, &runs[0], &limit), 2);
    cr_expect(fabs(limit.run.mean - (100.0 * 0.0419 - 60.0 * 0.0431) / 40.0) < 1e-12);
    cr_expect(fabs(limit.excess - (limit.run.mean / 0.0397 - 1.0)) < 1e-12);
    cr_expect_eq(limit.verdict, AGREEMENT_AGREES);
    runs[6].mean.mean = 0.0302;
    cr_expect_eq(finite_size_judge(runs, 7, &runs[0], &limit), 2);
    cr_expect_eq(limit.verdict, AGREEMENT_DIFFERS);
    cr_expect_eq(finite_size_judge(runs, 6, &runs[0], &limit), 0);
    cr_expect_eq(limit.verdict, AGREEMENT_NONE);
}
