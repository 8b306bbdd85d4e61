#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "judge/nishimori.h"
#include "observe/errors.h"
#include "plateau/rng.h"

/*
 * A linear model whose posterior is known: y_i = a_i w0_i + sqrt(Delta) xi_i for each of P weights
 * w ~ N(0, 1), and N - P rows of noise alone. At temperature T of the likelihood (1: Bayes) weight
 * i has precision 1 + a_i^2 / (T Delta) and mean a_i y_i / (T Delta) over that.
 */
enum { P = 700, N = 2300, DRAWS = 200, PROBLEMS = 150 };

static const double delta = 0.37;

struct linear {
    double a[P], w0[P], y[P], rest; /* rest: sum of squares of the other rows */
};

static void normals(uint64_t seed, enum rng_stream stream, uint64_t index, double out[P])
{
    float z[P];

    rng_fill_normal((struct rng){seed, stream, 0}, index, z, P);
    for (size_t i = 0; i < P; i++)
        out[i] = (double)z[i];
}

static struct linear draw_problem(uint64_t seed)
{
    static float rest[N - P];
    struct linear linear = {.rest = 0.0};
    double xi[P];

    normals(seed, RNG_TEACHER, 0, linear.w0);
    normals(seed, RNG_NOISE, 0, xi);
    rng_fill_normal((struct rng){seed, RNG_NOISE, 1}, 0, rest, N - P);
    for (size_t i = 0; i < N - P; i++)
        linear.rest += delta * (double)rest[i] * (double)rest[i];
    for (size_t i = 0; i < P; i++) {
        linear.a[i] = 0.2 + 2.0 * (double)i / P;
        linear.y[i] = linear.a[i] * linear.w0[i] + sqrt(delta) * xi[i];
    }
    return linear;
}

static void draw_student(const struct linear *linear, double temperature, uint64_t seed,
                         uint64_t index, double w[P])
{
    normals(seed, RNG_STUDENT, index, w);
    for (size_t i = 0; i < P; i++) {
        const double a = linear->a[i], heat = temperature * delta;
        const double precision = 1.0 + a * a / heat;

        w[i] = a * linear->y[i] / heat / precision + w[i] / sqrt(precision);
    }
}

static double train(const struct linear *linear, const double w[P])
{
    double sum = linear->rest;

    for (size_t i = 0; i < P; i++)
        sum += pow(linear->y[i] - linear->a[i] * w[i], 2.0);
    return sum / N;
}

static double distance(const double w[P], const double u[P])
{
    double sum = 0.0;

    for (size_t i = 0; i < P; i++)
        sum += (w[i] - u[i]) * (w[i] - u[i]) / P;
    return sum;
}

static double overlap(const double w[P], const double u[P])
{
    double both = 0.0, own = 0.0;

    for (size_t i = 0; i < P; i++) {
        both += w[i] * u[i];
        own += u[i] * u[i];
    }
    return both / own;
}

static struct replica_means look(const struct linear *linear, const double w[P], const double u[P])
{
    return (struct replica_means){
        .residual = 0.5 * (train(linear, w) + train(linear, u)) / delta,
        .distance = distance(w, u),
        .error = 0.5 * (distance(w, linear->w0) + distance(u, linear->w0)),
        .overlap = overlap(w, u),
        .learned = 0.5 * (overlap(w, linear->w0) + overlap(u, linear->w0)),
        .pairs = 1.0,
    };
}

/* Two students drawn anew at every clock; DRAWS of them in the window. */
static struct nishimori judge(uint64_t seed, double temperature)
{
    const struct linear linear = draw_problem(seed);
    static struct replica_series storage;
    struct replica_series *series = &storage;
    double w[P], u[P];

    replica_series_restart(series, 0.0);
    for (uint64_t t = 1; t <= (uint64_t)2 * DRAWS; t++) {
        draw_student(&linear, temperature, seed, 2 * t, w);
        draw_student(&linear, temperature, seed, 2 * t + 1, u);
        const struct replica_means means = look(&linear, w, u);
        replica_series_add(series, (double)t, &means);
    }
    const struct nishimori found = nishimori_judge(series, N, true);
    return found;
}

static double square_of(struct figure figure, double expected)
{
    const double z = (figure.mean - expected) / figure.se;

    return z * z / PROBLEMS;
}

/*
 * 150 teachers: each is ok, which 4 standard errors make wrong in at most 3 % of all seeds. The
 * errors are bounds, the mean square of what they measure is at most 1 but for 3.5 standard
 * deviations sqrt(2 / 150) (2e-4), and not so small that they would hide something.
 */
Test(nishimori, is_ok_for_samples_of_the_posterior)
{
    double residual = 0.0, apart = 0.0, alike = 0.0;

    for (uint64_t seed = 1; seed <= PROBLEMS; seed++) {
        const struct nishimori found = judge(seed, 1.0);

        cr_expect_eq(found.verdict, NISHIMORI_OK, "seed %u: %g +- %g, %g +- %g, %g +- %g",
                     (unsigned)seed, found.residual.mean, found.residual.se, found.distance.mean,
                     found.distance.se, found.overlap.mean, found.overlap.se);
        cr_expect_gt(found.ess, 20.0);
        residual += square_of(found.residual, 1.0);
        apart += square_of(found.distance, 1.0);
        alike += square_of(found.overlap, 0.0);
    }
    cr_expect(residual < 1.4 && residual > 0.3, "%g", residual);
    cr_expect(apart < 1.4 && apart > 0.3, "%g", apart);
    cr_expect(alike < 1.4 && alike > 0.2, "%g", alike);
}

/* Hotter or colder by a factor of three moves the distances by 6 and more standard errors. */
Test(nishimori, is_off_at_another_temperature)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        const struct nishimori hot = judge(seed, 3.0), cold = judge(seed, 1.0 / 3.0);

        cr_expect_eq(hot.verdict, NISHIMORI_OFF, "seed %u: %g +- %g", (unsigned)seed,
                     hot.distance.mean, hot.distance.se);
        cr_expect_gt(hot.distance.mean, 1.0);
        cr_expect_gt(hot.residual.mean, cold.residual.mean);
        cr_expect_eq(cold.verdict, NISHIMORI_OFF, "seed %u: %g +- %g", (unsigned)seed,
                     cold.distance.mean, cold.distance.se);
        cr_expect_lt(cold.distance.mean, 1.0);
    }
}

/* A series about (1, 1, 0) that scatters by `scatter` and moves by `drift` over its length. */
static struct nishimori judge_series(size_t length, double mean, double scatter, double drift,
                                     bool pairs, bool sampler)
{
    static struct replica_series storage;
    struct replica_series *series = &storage;
    float *z = memory_need(length, sizeof *z);

    rng_fill_normal((struct rng){5, RNG_TEST, 0}, 0, z, length);
    replica_series_restart(series, 10.0);
    for (size_t t = 1; t <= length; t++) {
        const double x = mean + scatter * (double)z[t - 1] + drift * (double)t / (double)length;
        const double none = (double)NAN;
        const struct replica_means means = {.residual = x,
                                            .distance = pairs ? 0.1 * x : none,
                                            .error = pairs ? 0.1 : none,
                                            .overlap = pairs ? 0.5 * x : none,
                                            .learned = pairs ? 0.5 : none,
                                            .pairs = 1.0};
        replica_series_add(series, 10.0 + (double)t, &means);
    }
    const struct nishimori found = nishimori_judge(series, 100000, sampler);
    free(z);
    return found;
}

Test(nishimori, waits_for_enough_samples_and_for_the_end_of_a_drift)
{
    cr_expect_eq(judge_series(0, 1.0, 0.02, 0.0, false, true).verdict, NISHIMORI_EARLY);
    cr_expect_eq(judge_series(30, 1.0, 0.02, 0.0, false, true).verdict, NISHIMORI_EARLY);
    cr_expect_eq(judge_series(80, 1.0, 0.02, 0.0, false, true).verdict, NISHIMORI_OK);
    cr_expect_eq(judge_series(80, 1.4, 0.02, 0.0, false, true).verdict, NISHIMORI_OFF);
    cr_expect_eq(judge_series(80, 1.4, 0.02, 1.0, false, true).verdict, NISHIMORI_EARLY);
    cr_expect_eq(judge_series(80, 1.4, 0.0, 0.0, false, true).verdict, NISHIMORI_EARLY,
                 "a chain that stands still");
}

Test(nishimori, does_not_wait_for_optimisers_to_be_off)
{
    cr_expect_eq(judge_series(80, 1.0, 0.0, 0.0, false, false).verdict, NISHIMORI_EARLY);
    cr_expect_eq(judge_series(30, 0.3, 0.0, 0.0, false, false).verdict, NISHIMORI_EARLY);
    cr_expect_eq(judge_series(40, 0.3, 0.0, 0.0, false, false).verdict, NISHIMORI_OFF);
    cr_expect_eq(judge_series(80, 0.3, 0.02, 0.1, false, false).verdict, NISHIMORI_OFF);
}

Test(nishimori, one_replica_has_the_residual_alone)
{
    const struct nishimori one = judge_series(80, 1.0, 0.02, 0.0, false, true);
    const struct nishimori two = judge_series(80, 1.0, 0.02, 0.0, true, true);

    cr_expect_float_eq(one.residual.mean, 1.0, 0.02);
    cr_expect(isnan(one.distance.mean) && isnan(one.overlap.mean));
    cr_expect_float_eq(two.distance.mean, two.residual.mean, 1e-9);
    cr_expect_float_eq(two.overlap.mean, 0.5 * (two.residual.mean - 1.0), 1e-9);
}

Test(nishimori, has_words_for_every_verdict)
{
    cr_expect_str_eq(nishimori_word(NISHIMORI_NONE), "");
    cr_expect_str_eq(nishimori_word(NISHIMORI_EARLY), "too early");
    cr_expect_str_eq(nishimori_word(NISHIMORI_OK), "ok");
    cr_expect_str_eq(nishimori_word(NISHIMORI_OFF), "off");
}

/* meter_compare of two students: the second is a meter's teacher in another problem. */
static void agrees_with_the_test_set(const char *activation, const char *width)
{
    char text[64], wide[64];

    snprintf(text, sizeof text, "activation=%s", activation);
    snprintf(wide, sizeof wide, "width=%s", width);
    struct bench one = open_bench(build_config("d=19", text, wide, "alpha=1.3", "readout=4point",
                                               "replicas=2", "init=mix:.8", NULL));
    struct meter *other = meter_create(one.problem, NULL);
    float *params = memory_need(network_parameters(&one.problem->given.student), sizeof(float));
    float *f[2];
    double value[SERIES_COUNT];

    cr_assert_eq(student_start(one.problem, 1, params, NULL), STATUS_OK);
    measure(&one, 1);
    meter_measure(other, params, false, 1, value);
    for (size_t i = 0; i < 2; i++)
        f[i] = memory_need(one.problem->truth->test, sizeof(float));
    kernel_predict(one.problem->given.kernel, one.params, one.problem->truth->test_x,
                   one.problem->truth->test, f[0]);
    kernel_predict(one.problem->given.kernel, params, one.problem->truth->test_x,
                   one.problem->truth->test, f[1]);
    const struct estimate seen = errors_on_test_set(f[0], f[1], one.problem->truth->test);
    const struct comparison found = meter_compare(one.meter, other);
    const struct comparison back = meter_compare(other, one.meter);
    const struct comparison self = meter_compare(one.meter, one.meter);

    cr_expect_float_eq(found.distance, seen.mean, meter_is_exact(one.meter) ? 4 * seen.se : 1e-9,
                       "%s: %g, %g +- %g", activation, found.distance, seen.mean, seen.se);
    cr_expect_float_eq(back.distance, found.distance, 1e-9);
    cr_expect_float_eq(self.distance, 0.0, 1e-9);
    cr_expect(width[0] == '2' ? isnan(found.overlap) : fabs(self.overlap - 1.0) < 1e-12);
    /* Two mixtures of .8 W0 have .64 in common, with 180 weights to 4 standard errors of
     * sqrt(2/180) at most, and some that chance aligns. */
    cr_expect(width[0] == '2' || fabs(found.overlap - 0.64) < 0.4, "%g", found.overlap);
    free(f[0]);
    free(f[1]);
    free(params);
    meter_destroy(other);
    close_bench(&one);
}

Test(nishimori, compares_two_students)
{
    agrees_with_the_test_set("relu", "1");
    agrees_with_the_test_set("relu", "2");
    agrees_with_the_test_set("erf", "1");
    agrees_with_the_test_set("elu", "1");
}
