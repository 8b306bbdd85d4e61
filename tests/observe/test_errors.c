#include <criterion/criterion.h>
#include <math.h>

#include "networks.h"
#include "observe/errors.h"

enum { D = 7, K = 6, K0 = 4, DOUBLED = 2 * K0, SAMPLES = 1000000 };

static const char *const closed_forms[] = {
    "relu", "erf", "linear", "h2", "h3", "h2h3", "hermite:0.3,-0.4,0.7,0.2,-0.1", "-0.7*relu",
};

static struct activation parse(const char *text)
{
    struct activation activation;

    cr_assert_eq(activation_parse(&activation, text, NULL), STATUS_OK, "%s", text);
    return activation;
}

/* f(x) of a network, straight from its definition, in float64. */
static double plain_output(const struct activation *activation, const float *w, const float *v,
                           size_t k, size_t d, const float *x)
{
    double f = 0.0;

    for (size_t i = 0; i < k; i++) {
        double z = 0.0;
        for (size_t j = 0; j < d; j++)
            z += (double)w[i * d + j] * (double)x[j];
        f += (double)v[i] * activation_value(activation, z / sqrt((double)d));
    }
    return f / sqrt((double)k);
}

/* Mean square difference of student and teacher over Gaussian inputs, with its standard error. */
static struct estimate sampled_error(const struct activation *activation, const float *w,
                                     const float *v, const float *w0, const float *v0)
{
    double sum = 0.0, squares = 0.0;

    for (size_t m = 0; m < SAMPLES; m++) {
        float x[D];

        rng_fill_normal((struct rng){2385, RNG_TEST, 0}, m, x, D);
        const double r =
            plain_output(activation, w, v, K, D, x) - plain_output(activation, w0, v0, K0, D, x);
        sum += r * r;
        squares += r * r * r * r;
    }
    const double mean = sum / SAMPLES;
    return (struct estimate){mean, sqrt((squares / SAMPLES - mean * mean) / SAMPLES)};
}

static struct estimate exact_error(const struct activation *activation, const float *w,
                                   const float *v, size_t k, const float *w0, const float *v0,
                                   size_t k0, size_t d)
{
    struct gram gram;

    cr_assert_eq(gram_init(&gram, d, k, w0, k0, NULL), STATUS_OK);
    gram_measure(&gram, w);
    const struct estimate error =
        errors_exact(&gram, activation, v, v0, errors_teacher_part(&gram, activation, v0));
    gram_fini(&gram);
    return error;
}

/* Eight comparisons at 4 standard errors: false-alarm rate 5e-4 over the seeds. */
Test(errors, agree_with_a_million_samples_for_every_closed_form)
{
    float w[K * D], w0[K0 * D], v[K], v0[K0];

    fill_rows(11, w, K, D, -0.5);
    fill_rows(12, w0, K0, D, 0.6);
    fill_4point(v0, K0);
    rng_fill_normal((struct rng){13, RNG_READOUT, 0}, 0, v, K);
    for (size_t c = 0; c < sizeof closed_forms / sizeof closed_forms[0]; c++) {
        const struct activation activation = parse(closed_forms[c]);

        cr_assert(activation_has_kernel(&activation), "%s", closed_forms[c]);
        const struct estimate exact = exact_error(&activation, w, v, K, w0, v0, K0, D);
        const struct estimate sampled = sampled_error(&activation, w, v, w0, v0);
        cr_expect(isnan(exact.se));
        cr_expect_float_eq(exact.mean, sampled.mean, 4 * sampled.se, "%s: %g, %g +- %g",
                           closed_forms[c], exact.mean, sampled.mean, sampled.se);
    }
}

/* As above, on a student 1e-4 away from its teacher, where the three sums cancel. */
Test(errors, agree_with_a_million_samples_close_to_the_teacher)
{
    static const char *const some[] = {"relu", "erf", "h2h3"};
    float w[K * D], w0[K0 * D], v[K], v0[K0], noise[K0 * D];

    fill_rows(12, w0, K0, D, 0.6);
    fill_rows(14, noise, K0, D, 0.0);
    fill_4point(v0, K0);
    for (size_t i = 0; i < (size_t)K * D; i++)
        w[i] = i < (size_t)K0 * D ? w0[i] + 1e-4F * noise[i] : 0.5F;
    for (size_t i = 0; i < K; i++) /* two more neurons that do nothing, and 1/sqrt k' */
        v[i] = i < K0 ? v0[i] * (float)sqrt((double)K / K0) : 0.0F;
    for (size_t c = 0; c < 3; c++) {
        const struct activation activation = parse(some[c]);
        const struct estimate exact = exact_error(&activation, w, v, K, w0, v0, K0, D);
        const struct estimate sampled = sampled_error(&activation, w, v, w0, v0);

        cr_expect_lt(exact.mean, 1e-6);
        cr_expect_float_eq(exact.mean, sampled.mean, 4 * sampled.se, "%s: %g, %g +- %g", some[c],
                           exact.mean, sampled.mean, sampled.se);
    }
}

static long double long_relu_kernel(long double a, long double b, long double c)
{
    const long double r = fminl(1.0L, c / sqrtl(a * b));

    return sqrtl(a * b) * (sqrtl((1 - r) * (1 + r)) + r * (acosl(-1.0L) - acosl(r))) /
           (2 * acosl(-1.0L));
}

static long double long_erf_kernel(long double a, long double b, long double c)
{
    return 6 / acosl(-1.0L) * asinl(c / sqrtl((1 + a) * (1 + b)));
}

static long double long_product(const float *left, const float *right, size_t d)
{
    long double sum = 0;

    for (size_t j = 0; j < d; j++)
        sum += (long double)left[j] * (long double)right[j];
    return sum / (long double)d;
}

/* Plain double sum of src/observe/README.md, eq. (2), in long double: 2000 times finer than what
 * is tested. */
static double long_error(long double (*kernel)(long double, long double, long double),
                         const float *w, const float *w0, const float *v, size_t k, size_t d)
{
    long double sum = 0;

    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) {
            const float *wi = w + i * d, *wj = w + j * d, *ui = w0 + i * d, *uj = w0 + j * d;
            const long double a = long_product(wi, wi, d), b = long_product(wj, wj, d);
            const long double a0 = long_product(ui, ui, d), b0 = long_product(uj, uj, d);

            sum += (long double)v[i] * (long double)v[j] *
                   (kernel(a, b, long_product(wi, wj, d)) -
                    2 * kernel(a, b0, long_product(wi, uj, d)) +
                    kernel(a0, b0, long_product(ui, uj, d)));
        }
    }
    return (double)(sum / (long double)k);
}

enum { BIG_D = 61, BIG_K = 30 };

static void keeps_its_digits(const char *name,
                             long double (*kernel)(long double, long double, long double))
{
    static const double distance[] = {1e-3, 1e-4, 3e-5, 1e-5};
    const struct activation activation = parse(name);
    float w[BIG_K * BIG_D], w0[BIG_K * BIG_D], noise[BIG_K * BIG_D], v[BIG_K];

    fill_rows(21, w0, BIG_K, BIG_D, 0.3);
    fill_rows(22, noise, BIG_K, BIG_D, 0.0);
    fill_ones(v, BIG_K);
    for (size_t c = 0; c < 4; c++) {
        for (size_t i = 0; i < (size_t)BIG_K * BIG_D; i++)
            w[i] = w0[i] + (float)distance[c] * noise[i];
        const double expected = long_error(kernel, w, w0, v, BIG_K, BIG_D);
        const double exact = exact_error(&activation, w, v, BIG_K, w0, v, BIG_K, BIG_D).mean;

        /* 1e-12 is .001 of the smallest error that must be good, 1e-9. */
        cr_expect_float_eq(exact, expected, 1e-12 + 1e-9 * expected, "%s at %g: %g, not %g", name,
                           distance[c], exact, expected);
    }
}

Test(errors, keep_their_digits_down_to_one_in_a_billion)
{
    keeps_its_digits("relu", long_relu_kernel);
    keeps_its_digits("erf", long_erf_kernel);
}

Test(errors, vanish_at_the_teacher)
{
    float w0[BIG_K * BIG_D], v0[BIG_K];

    fill_rows(31, w0, BIG_K, BIG_D, 0.3);
    fill_4point(v0, BIG_K);
    for (size_t c = 0; c < sizeof closed_forms / sizeof closed_forms[0]; c++) {
        const struct activation activation = parse(closed_forms[c]);
        const double error = exact_error(&activation, w0, v0, BIG_K, w0, v0, BIG_K, BIG_D).mean;

        cr_expect(error >= 0.0 && error < 1e-12, "%s: %g", closed_forms[c], error);
    }
}

/* Any order of the neurons with their readouts, and each of them twice at 1/sqrt 2 the readout. */
Test(errors, vanish_at_a_permuted_and_at_a_doubled_teacher)
{
    float w0[K0 * D], v0[K0], w[DOUBLED * D], v[DOUBLED];

    fill_rows(32, w0, K0, D, 0.3);
    fill_4point(v0, K0);
    for (size_t i = 0; i < DOUBLED; i++) {
        const size_t j = (5 * i + 2) % K0;

        v[i] = v0[j] * 0.70710678F;
        for (size_t l = 0; l < D; l++)
            w[i * D + l] = w0[j * D + l];
    }
    for (size_t c = 0; c < sizeof closed_forms / sizeof closed_forms[0]; c++) {
        const struct activation activation = parse(closed_forms[c]);

        cr_expect_lt(exact_error(&activation, w, v, DOUBLED, w0, v0, K0, D).mean, 1e-12, "%s",
                     closed_forms[c]);
    }
}

Test(errors, on_a_test_set_come_with_their_standard_error)
{
    const float f[] = {1.5F, -2.0F, 3.25F, 0.0F}, clean[] = {0.5F, 0.0F, 0.25F, 0.0F};
    const struct estimate error = errors_on_test_set(f, clean, 4);

    /* Squares 1, 4, 9, 0: mean 3.5, sample variance 49/3. */
    cr_expect_float_eq(error.mean, 3.5, 1e-15);
    cr_expect_float_eq(error.se, sqrt(49.0 / 3.0 / 4.0), 1e-14);
}
