#include <criterion/criterion.h>
#include <math.h>

#include "judge/deviation.h"

static struct mixing window(double mean, double se, double ess)
{
    return (struct mixing){.points = 64, .mean = mean, .se = se, .rhat = 1.0, .ess = ess};
}

Test(deviation, has_the_distance_in_percent_and_in_errors)
{
    const struct mixing run = window(0.0412, 0.0003, 50.0);
    const struct deviation found = deviation_judge(&run, (double)NAN, 0.04, (double)NAN);

    cr_expect(fabs(found.excess - 0.03) < 1e-12);
    cr_expect(fabs(found.excess_se - 0.0075) < 1e-12);
    cr_expect(fabs(found.sigmas - 4.0) < 1e-9);
    cr_expect_eq(found.verdict, AGREEMENT_DIFFERS);
}

Test(deviation, counts_the_error_of_a_test_set)
{
    const struct mixing run = window(0.0412, 0.0003, 50.0);
    const struct deviation found = deviation_judge(&run, 0.0004, 0.04, (double)NAN);

    cr_expect(fabs(found.run.se - 0.0005) < 1e-12, "three, four, five");
    cr_expect_eq(found.verdict, AGREEMENT_AGREES);
}

Test(deviation, waits_for_samples)
{
    const struct mixing run = window(0.0412, 0.0003, 9.9);

    cr_expect_eq(deviation_judge(&run, (double)NAN, 0.04, (double)NAN).verdict, AGREEMENT_EARLY);
}

/* A converged optimiser has one value, which is known exactly. */
Test(deviation, judges_what_no_longer_moves)
{
    const struct mixing run = {
        .points = 64, .mean = 0.05, .se = 0.0, .rhat = (double)INFINITY, .ess = 1.0};

    cr_expect_eq(deviation_judge(&run, (double)NAN, 0.04, (double)NAN).verdict, AGREEMENT_DIFFERS);
    cr_expect_eq(deviation_judge(&run, (double)NAN, 0.05, (double)NAN).verdict, AGREEMENT_AGREES);
}

/* Nine equal digits and a last bit that flips: nothing was sampled. */
Test(deviation, has_no_errors_of_a_constant)
{
    const struct mixing run = {
        .points = 64, .mean = 0.05, .se = 3e-18, .rhat = (double)INFINITY, .ess = 1.0};
    const struct deviation found = deviation_judge(&run, (double)NAN, 0.04, (double)NAN);

    cr_expect_eq(found.verdict, AGREEMENT_DIFFERS);
    cr_expect(fabs(found.excess - 0.25) < 1e-12);
    cr_expect(isnan(found.run.se) && isnan(found.excess_se) && isnan(found.sigmas));
    /* That of a test set stays. */
    cr_expect(fabs(deviation_judge(&run, 0.004, 0.04, (double)NAN).sigmas - 2.5) < 1e-9);
}

Test(deviation, takes_no_chance_for_knowledge)
{
    const struct mixing run = window(0.236, 0.001, 50.0);

    cr_expect_eq(deviation_judge(&run, (double)NAN, 0.0, 0.236).verdict, AGREEMENT_CHANCE);
    cr_expect_eq(deviation_judge(&run, (double)NAN, 0.3, 0.236).verdict, AGREEMENT_DIFFERS);
}

Test(deviation, says_nothing_without_a_number)
{
    const double none = (double)NAN;
    const struct mixing run = window(0.2, 0.001, 50.0), nothing = window(none, none, none);

    cr_expect_eq(deviation_judge(&run, none, none, none).verdict, AGREEMENT_NONE);
    cr_expect_eq(deviation_judge(&nothing, none, 0.2, none).verdict, AGREEMENT_NONE);
    cr_expect_str_empty(agreement_word(AGREEMENT_NONE));
    cr_expect_str_eq(agreement_word(AGREEMENT_DIFFERS), "differs");
}
