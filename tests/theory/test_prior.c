#include "theory/prior.h"

#include <criterion/criterion.h>
#include <math.h>

static const enum weight_law laws[] = {WEIGHTS_GAUSSIAN, WEIGHTS_RADEMACHER};
static const double fields[] = {1e-7, 0.013, 0.31, 1.0, 2.385, 7.7, 19.0, 61.0, 140.0};

enum { LAWS = 2, FIELDS = sizeof fields / sizeof fields[0] };

/* E f(sqrt h z + h) by a plain rule: step 0.01 on [-30, 30]. */
static double plain(double (*f)(double a), double h)
{
    double sum = 0.0;

    for (int i = -3000; i <= 3000; i++) {
        const double z = 0.01 * i;
        sum += exp(-0.5 * z * z) * f(sqrt(h) * z + h);
    }
    return sum * 0.01 / sqrt(2.0 * M_PI);
}

static double complement(double a)
{
    return 2.0 / (1.0 + exp(2.0 * a));
}

static double log_cosh(double a)
{
    return fabs(a) + log1p(exp(-2.0 * fabs(a))) - M_LN2;
}

Test(prior, gaussian_weights_have_closed_forms)
{
    for (size_t i = 0; i < FIELDS; i++) {
        const double h = fields[i];
        cr_expect_float_eq(prior_complement(WEIGHTS_GAUSSIAN, h), 1.0 / (1.0 + h), 1e-16);
        cr_expect_float_eq(prior_entropy(WEIGHTS_GAUSSIAN, h), -0.5 * log1p(h), 1e-15);
    }
}

Test(prior, rademacher_weights_agree_with_plain_quadrature_relative_to_what_is_left)
{
    for (size_t i = 0; i < FIELDS; i++) {
        const double h = fields[i], p = plain(complement, h);
        cr_expect_float_eq(prior_complement(WEIGHTS_RADEMACHER, h), p, 1e-12 * p, "h = %g", h);
        cr_expect_float_eq(prior_entropy(WEIGHTS_RADEMACHER, h), plain(log_cosh, h) - h,
                           1e-13 * (1.0 + h), "h = %g", h);
    }
}

/* A multiplier that holds an overlap is looked for over this range. */
Test(prior, fields_beyond_any_double_leave_nothing_and_take_no_time, .timeout = 20)
{
    for (double h = 2e3; h < 1e14; h *= 31.0) {
        cr_expect_float_eq(prior_complement(WEIGHTS_RADEMACHER, h), 0.0, 1e-300);
        cr_expect_float_eq(prior_entropy(WEIGHTS_RADEMACHER, h), -M_LN2, 1e-15);
    }
    cr_expect_gt(prior_complement(WEIGHTS_RADEMACHER, 1390.0), 0.0);
}

/* psi' = phi / 2: the entropy's slope is -P / 2. */
Test(prior, entropy_falls_by_half_the_complement)
{
    for (size_t l = 0; l < LAWS; l++)
        for (size_t i = 1; i < 7; i++) {
            const double h = fields[i], step = 1e-4 * h;
            const double slope =
                (prior_entropy(laws[l], h + step) - prior_entropy(laws[l], h - step)) /
                (2.0 * step);
            cr_expect_float_eq(slope, -0.5 * prior_complement(laws[l], h), 1e-8);
        }
}

Test(prior, inverse_undoes_the_complement_over_fifteen_decades)
{
    for (size_t l = 0; l < LAWS; l++) {
        for (double p = 1e-15; p < 0.99999; p = p < 0.1 ? p * 3.7 : p + 0.07) {
            const double h = prior_inverse(laws[l], p);
            cr_expect_float_eq(prior_complement(laws[l], h), p, 1e-11 * p, "law %zu, p = %g", l, p);
        }
        cr_expect_eq(prior_inverse(laws[l], 1.0), 0.0);
        cr_expect_float_eq(prior_inverse(laws[l], 1.0 - 1e-6), 1e-6, 1e-11);
    }
}

Test(prior, no_field_tells_nothing)
{
    for (size_t l = 0; l < LAWS; l++) {
        cr_expect_eq(prior_complement(laws[l], 0.0), 1.0);
        cr_expect_eq(prior_entropy(laws[l], 0.0), 0.0);
    }
}
