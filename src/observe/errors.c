#include "errors.h"

#include <math.h>

/* One network as the kernels see it: readouts, and its Gram matrix for the variances. */
struct side {
    const float *v;
    const double *gram; /* [k x k] */
    size_t k;
};

/*
 * Returns E_x f_left f_right; cross [left k x right k] holds the covariances of the preactivations.
 */
static double mean_product(const struct activation *activation, struct side left, struct side right,
                           const double *cross)
{
    double sum = 0.0;

    for (size_t i = 0; i < left.k; i++) {
        const double a = left.gram[i * left.k + i];
        double row = 0.0; /* the three sums cancel down to 1e-9: keep the partial sums short */

        for (size_t j = 0; j < right.k; j++) {
            const double b = right.gram[j * right.k + j];
            row += (double)right.v[j] * activation_kernel(activation, a, b, cross[i * right.k + j]);
        }
        sum += (double)left.v[i] * row;
    }
    return sum / (sqrt((double)left.k) * sqrt((double)right.k));
}

double errors_teacher_part(const struct gram *gram, const struct activation *activation,
                           const float *v0)
{
    const struct side teacher = {v0, gram->c, gram->k0};

    return mean_product(activation, teacher, teacher, gram->c);
}

struct estimate errors_exact(const struct gram *gram, const struct activation *activation,
                             const float *v, const float *v0, double teacher_part)
{
    const struct side student = {v, gram->a, gram->k};
    const struct side teacher = {v0, gram->c, gram->k0};
    const double own = mean_product(activation, student, student, gram->a);
    const double both = mean_product(activation, student, teacher, gram->b);

    /* A square; rounding alone can make it negative, and the screen draws its logarithm. */
    return (struct estimate){fmax(0.0, (own - both) + (teacher_part - both)), (double)NAN};
}

struct estimate errors_on_test_set(const float *f, const float *clean, size_t n)
{
    double sum = 0.0, squares = 0.0;

    for (size_t i = 0; i < n; i++) {
        const double r = (double)f[i] - (double)clean[i];
        sum += r * r;
        squares += r * r * r * r;
    }
    const double mean = sum / (double)n;
    const double variance = fmax(0.0, squares / (double)n - mean * mean);

    return (struct estimate){mean, sqrt(variance / ((double)n - 1.0))};
}
