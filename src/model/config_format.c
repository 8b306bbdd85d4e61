/* Value to text, the inverse of config_set.c. */
#include "config_parts.h"

void param_add_number(struct writer *writer, const struct param_spec *spec, double value)
{
    if (spec->kind == PARAM_CHOICE)
        writer_add(writer, "%s", spec->choices[(size_t)value]);
    else if (spec->kind == PARAM_BATCH && value < 0.0)
        writer_add(writer, "n/%.0f", -value);
    else if (spec->kind == PARAM_BATCH || spec->kind == PARAM_COUNT)
        writer_add(writer, "%.0f", value);
    else
        writer_add_real(writer, value);
}

static void add_layers(struct writer *writer, const struct layers_real *layers)
{
    for (size_t l = 0; l < layers->count; l++) {
        writer_add(writer, "%s", l ? "," : "");
        writer_add_real(writer, layers->at[l]);
    }
}

static void add_activations(struct writer *writer, const struct layers_activation *layers)
{
    char item[ACTIVATION_TERMS_MAX * 32]; /* all digits of every coefficient */

    for (size_t l = 0; l < layers->count; l++) {
        activation_format(&layers->at[l], item, sizeof item);
        writer_add(writer, "%s%s", l ? "," : "", item);
    }
}

static void add_starts(struct writer *writer, const struct starts *starts)
{
    static const char *const names[] = {
        [START_RANDOM] = "random", [START_TEACHER] = "teacher", [START_MIX] = "mix:"};

    for (size_t r = 0; r < starts->count; r++) {
        writer_add(writer, "%s%s", r ? "," : "", names[starts->at[r].kind]);
        if (starts->at[r].kind == START_MIX)
            writer_add_real(writer, starts->at[r].overlap);
    }
}

void config_format(const struct config *config, const struct param_schema *schema,
                   const struct param_spec *spec, char *out, size_t size)
{
    const void *at = (const char *)config + config_offset(config, schema, spec);
    struct writer writer = writer_start(out, size);

    switch (spec->kind) {
    case PARAM_LAYERS:
        add_layers(&writer, at);
        break;
    case PARAM_ACTIVATION:
        add_activations(&writer, at);
        break;
    case PARAM_READOUT:
        writer_add(&writer, "%s", ((const struct readout_law *)at)->text);
        break;
    case PARAM_STARTS:
        add_starts(&writer, at);
        break;
    case PARAM_ALGORITHM:
    case PARAM_TEXT:
        writer_add(&writer, "%s", (const char *)at);
        break;
    default:
        param_add_number(&writer, spec, config_number(config, schema, spec));
    }
}

void config_format_k(const struct config *config, char *out, size_t size)
{
    struct writer writer = writer_start(out, size);

    for (size_t l = 0; l < config_layers(config); l++)
        writer_add(&writer, "%s%zu", l ? "," : "", config_layer_k(config, l));
}
