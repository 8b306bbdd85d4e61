/* The size of a run of a config. */
#include <math.h>

#include "plateau/config.h"
#include "writer.h"

static const double test_least = 20000.0, test_most = 200000.0;

/* Converts a number of things to size_t, or to the largest size_t. */
static size_t count_of(double number)
{
    return number < (double)SIZE_MAX ? (size_t)number : SIZE_MAX;
}

size_t config_layers(const struct config *config)
{
    return config->gamma.count > config->activation.count ? config->gamma.count
                                                          : config->activation.count;
}

/* Returns the layer's own value, or the one for all layers. */
static double layer_value(const struct layers_real *layers, size_t l)
{
    return layers->at[l < layers->count ? l : layers->count - 1];
}

double config_gamma(const struct config *config, size_t l)
{
    return layer_value(&config->gamma, l);
}

const struct activation *config_activation(const struct config *config, size_t l)
{
    const struct layers_activation *layers = &config->activation;

    return &layers->at[l < layers->count ? l : layers->count - 1];
}

size_t config_layer_k(const struct config *config, size_t l)
{
    return count_of(round(config_gamma(config, l) * (double)config->d));
}

size_t config_student_layer_k(const struct config *config, size_t l)
{
    return count_of(round(layer_value(&config->width, l) * (double)config_layer_k(config, l)));
}

size_t config_k(const struct config *config)
{
    return config_layer_k(config, 0);
}

size_t config_readouts(const struct config *config)
{
    return config_layer_k(config, config_layers(config) - 1);
}

size_t config_student_k(const struct config *config)
{
    return config_student_layer_k(config, 0);
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

double config_operations(const struct config *config)
{
    const double n = (double)config_n(config);
    double inputs = (double)config->d, sum = 0.0;

    for (size_t l = 0; l < config_layers(config); l++) {
        const double wide = (double)config_student_layer_k(config, l);
        sum += (l > 0 ? 6.0 : 4.0) * n * inputs * wide;
        inputs = wide;
    }
    return sum;
}

void config_format_k(const struct config *config, char *out, size_t size)
{
    struct writer writer = writer_start(out, size);

    for (size_t l = 0; l < config_layers(config); l++)
        writer_add(&writer, "%s%zu", l ? "," : "", config_layer_k(config, l));
}
