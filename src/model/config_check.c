#include "config_text.h"

enum { NEURONS_MAX = 65536 };

static const char *format(const struct config *config, const struct param_spec *spec,
                          char out[CONFIG_TEXT_MAX])
{
    config_format(config, NULL, spec, out, CONFIG_TEXT_MAX);
    return out;
}

/* Checks the numbers that other functions index with, whoever filled the struct. */
static enum status check_bounds(const struct config *config, struct error *err)
{
    char value[CONFIG_TEXT_MAX];

    for (size_t i = 0; config_param_at(i); i++) {
        const struct param_spec *spec = config_param_at(i);
        if (spec->kind != PARAM_REAL && spec->kind != PARAM_COUNT)
            continue;
        const double number = config_number(config, NULL, spec);
        if (!(number >= spec->min && number <= spec->max))
            return param_refuse(NULL, spec, format(config, spec, value), "is out of range", err);
    }
    return STATUS_OK;
}

static const struct param_spec *row_at(size_t offset)
{
    size_t i = 0;

    while (config_param_at(i)->offset != offset)
        i++;
    return config_param_at(i);
}

/* Each list has one value for all hidden layers, or one for each. */
static enum status check_depth(const struct config *config, struct error *err)
{
    const struct {
        size_t count, offset;
    } rows[] = {{config->gamma.count, offsetof(struct config, gamma)},
                {config->activation.count, offsetof(struct config, activation)},
                {config->width.count, offsetof(struct config, width)}};
    const size_t layers = config_layers(config);
    char value[CONFIG_TEXT_MAX];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct param_spec *spec = row_at(rows[i].offset);
        if (rows[i].count != 1 && rows[i].count != layers)
            return error_set(err, STATUS_INVALID,
                             "%s: %s has %zu values, and gamma and activation give %zu hidden "
                             "layer%s; one value, or one per layer, would do",
                             spec->name, format(config, spec, value), rows[i].count, layers,
                             layers == 1 ? "" : "s");
    }
    return STATUS_OK;
}

static enum status check_layer(const struct config *config, size_t l, struct error *err)
{
    const double d = (double)config->d, gamma = config_gamma(config, l);
    const size_t k = config_layer_k(config, l), wide = config_student_layer_k(config, l);

    if (k < 1)
        return error_set(err, STATUS_INVALID,
                         "gamma: %g gives no neuron at d = %.0f; %.3g or more would do", gamma, d,
                         0.5 / d);
    if (wide > NEURONS_MAX)
        return error_set(err, STATUS_INVALID,
                         "gamma: %g gives %zu neurons at d = %.0f and width = %g; at most %d would "
                         "do: lower gamma, width or d",
                         gamma, wide, d, (double)wide / (double)k, NEURONS_MAX);
    /* The copies of a neuron share the weight that the next layer gives it. */
    if (config->weights == WEIGHTS_RADEMACHER && wide != k && l + 1 < config_layers(config))
        return error_set(err, STATUS_INVALID,
                         "width: %g in layer %zu of %zu makes the next layer's weights smaller "
                         "than the +-1 of weights = rademacher; 1 would do there",
                         (double)wide / (double)k, l + 1, config_layers(config));
    return STATUS_OK;
}

static enum status check_sizes(const struct config *config, struct error *err)
{
    const double d = (double)config->d;

    for (size_t l = 0; l < config_layers(config); l++) {
        const enum status status = check_layer(config, l, err);
        if (status != STATUS_OK)
            return status;
    }
    if (config_n(config) < 1)
        return error_set(err, STATUS_INVALID,
                         "alpha: %g gives no sample at d = %.0f; %.3g or more would do",
                         config->alpha, d, 0.5 / (d * d));
    return STATUS_OK;
}

enum status config_check(const struct config *config, struct error *err)
{
    enum status status = check_bounds(config, err);

    if (status == STATUS_OK)
        status = check_depth(config, err);
    return status == STATUS_OK ? check_sizes(config, err) : status;
}
