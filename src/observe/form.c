#include "form.h"

#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"
#include "plateau/product.h"
#include "plateau/quadrature.h"

static double dot(const double a[], const double b[], size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Returns sum_ij u_i u_j (W0_i . W0_j)^power. */
static double square(const struct gram *gram, const double u[], int power)
{
    double sum = 0.0;

    for (size_t i = 0; i < gram->k0; i++)
        for (size_t j = 0; j < gram->k0; j++)
            sum += u[i] * u[j] * pow((double)gram->d * gram->c[i * gram->k0 + j], power);
    return sum;
}

/* sigma(W0_i . x / sqrt d) = sum_l c_l He_l(u) / sqrt l!, u = W0_i . x / |W0_i|, c_l at a. */
static void expand(struct form *form, const struct gram *gram, const struct activation *activation,
                   const float *v0)
{
    const double d = (double)form->d;

    for (size_t i = 0; i < form->k0; i++) {
        const double a = gram->c[i * form->k0 + i], v = (double)v0[i] / sqrt((double)form->k0);
        double c[3];

        quadrature_hermite_at(activation, a, c, 3);
        form->zero += v * c[0];
        form->one[i] = v * c[1] / sqrt(a * d);
        form->two[i] = v * c[2] / (sqrt(2.0) * a * d);
        form->plain[i] = v / sqrt(d);
    }
}

enum status form_init(struct form *form, const struct gram *gram,
                      const struct activation *activation, const float *v0, double teacher_part,
                      struct error *err)
{
    const size_t d = gram->d, k0 = gram->k0;

    *form = (struct form){.d = d,
                          .k0 = k0,
                          .one = memory_zeroed(k0, sizeof(double)),
                          .two = memory_zeroed(k0, sizeof(double)),
                          .plain = memory_zeroed(k0, sizeof(double)),
                          .image = memory_zeroed(k0 * d, sizeof(double))};
    if (!form->one || !form->two || !form->plain || !form->image) {
        form_fini(form);
        return error_set(err, STATUS_NO_MEMORY,
                         "out of memory: no room for a form in %zu dimensions", d);
    }
    expand(form, gram, activation, v0);
    form->beyond = teacher_part - form->zero * form->zero - square(gram, form->one, 1) -
                   2.0 * square(gram, form->two, 2);
    return STATUS_OK;
}

void form_fini(struct form *form)
{
    free(form->one);
    free(form->two);
    free(form->plain);
    free(form->image);
    *form = (struct form){0};
}

/* Returns |factor l - sum_i one_i W0_i|^2. */
static double linear_apart(const struct form *form, const struct gram *gram, double factor,
                           const double l[])
{
    double both = 0.0;

    for (size_t i = 0; i < form->k0; i++)
        both += form->one[i] * factor * dot(gram->w0 + i * form->d, l, form->d);
    return (factor * factor * dot(l, l, form->d) - both) + (square(gram, form->one, 1) - both);
}

/* Returns |factor S - sum_i u_i W0_i W0_i^T|_F^2. */
static double matrix_apart(const struct form *form, const struct gram *gram, const double u[],
                           double factor, const double *s)
{
    const size_t d = form->d;
    const double own = factor * factor * dot(s, s, d * d);
    double both = 0.0;

    product_nt(form->k0, d, d, factor, gram->w0, s, form->image); /* W0 S; S is symmetric */
    for (size_t i = 0; i < form->k0; i++)
        both += u[i] * dot(gram->w0 + i * d, form->image + i * d, d);
    return (own - both) + (square(gram, u, 2) - both);
}

double form_error(const struct form *form, const struct gram *gram,
                  const struct quadratic *quadratic)
{
    const double root = sqrt((double)form->d), zero = quadratic->constant - form->zero;
    const double one = linear_apart(form, gram, quadratic->slope / root, quadratic->linear);
    const double two =
        matrix_apart(form, gram, form->two, quadratic->curvature / (2.0 * root), quadratic->matrix);

    return fmax(0.0, zero * zero + one + 2.0 * two + form->beyond);
}

double form_r2(const struct form *form, const struct gram *gram, const struct quadratic *quadratic)
{
    return 1.0 -
           matrix_apart(form, gram, form->plain, 1.0, quadratic->matrix) / (2.0 * (double)form->d);
}
