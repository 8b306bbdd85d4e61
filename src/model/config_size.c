/* How large a run of a config is. */
#include <math.h>

#include "config_parts.h"

static const double test_least = 20000.0, test_most = 200000.0;

/* A number of things as a size_t, or as many as there can be. */
static size_t count_of(double number)
{
    return number < (double)SIZE_MAX ? (size_t)number : SIZE_MAX;
}

size_t config_k(const struct config *config)
{
    return count_of(round(config->gamma.at[0] * (double)config->d));
}

size_t config_student_k(const struct config *config)
{
    return count_of(round(config->width.at[0] * (double)config_k(config)));
}

size_t config_n(const struct config *config)
{
    return count_of(round(config->alpha * (double)config->d * (double)config->d));
}

size_t config_test_rows(const struct config *config)
{
    const double squared = (double)config->d * (double)config->d;

    if (config->test > 0)
        return config->test;
    return count_of(fmin(fmax(test_least, 4.0 * squared), test_most));
}

/*
 * Floats, in order of size as a rule: inputs, labels, clean labels, noise and one permutation per
 * replica; test inputs, labels and predictions, with 16 float64 running sums of them (33 to a row
 * and replica); weights with the state of the learner (8 x), the gradients of 16 chunks in two
 * kernels, and the four k' x k matrices (float64) of overlaps and assignment.
 */
double config_memory(const struct config *config)
{
    const double d = (double)config->d, replicas = (double)config->replicas;
    const double k = (double)config_k(config), wide = (double)config_student_k(config);
    const double data = (double)config_n(config) * (d + 3.0 + replicas);
    const double test = (double)config_test_rows(config) * (d + 1.0 + 33.0 * replicas);
    const double weights = wide * (d + 1.0) * (9.0 * replicas + 32.0) + k * (d + 1.0);
    const double overlaps = 4.0 * 2.0 * wide * k;

    return 4.0 * (data + test + weights + overlaps);
}
