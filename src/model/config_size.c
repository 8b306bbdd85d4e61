/* How large a run of a config is. */
#include <math.h>

#include "config_parts.h"
#include "plateau/tile.h"

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

size_t config_readouts(const struct config *config)
{
    return count_of(round(config->gamma.at[config->gamma.count - 1] * (double)config->d));
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
 * Everything a run takes. Per sample: the input, its label, clean label and one permutation entry a
 * replica. Per test row: the input, its label, and for each replica a prediction with 16 float64
 * running sums. Per replica: weights with the state of the largest learner (35 floats a weight, or
 * for binary weights every pre-activation and activation and 4 floats a row), and in float64 both
 * networks' weights and the matrices of overlaps and assignment. Both kernels: the packed weights,
 * one gradient for each of 16 chunks, and blocks of 192 rows for each of up to 16 threads, all in
 * rows of whole lanes.
 */
double config_memory(const struct config *config)
{
    const double d = (double)config->d, replicas = (double)config->replicas;
    const double k = (double)config_k(config), wide = (double)config_student_k(config);
    const bool binary = config->weights == WEIGHTS_RADEMACHER;
    const double row = binary ? 2.0 * wide + 4.0 : 1.0, weight = binary ? 9.0 : 36.0;
    const double samples = (double)config_n(config) * (d + 3.0 + row * replicas);
    const double test = (double)config_test_rows(config) * (d + 1.0 + 33.0 * replicas);
    const double lanes = (double)TILE_LANES, sums = 17.0 * (d + lanes);
    const double weights = wide * (d + 1.0) * weight * replicas + k * (d + 1.0) +
                           sums * (wide + lanes) + sums * (k + lanes);
    const double overlaps = replicas * (d * (wide + k) + wide * wide + 2.0 * wide * k + k * k);
    const double blocks = 16.0 * 192.0 * (2.0 * d + 2.0 * (wide + lanes) + 2.0 * (k + lanes));

    return 4.0 * (samples + test + weights + blocks) + 8.0 * overlaps;
}
