/* Value to text, the inverse of config_set.c. */
#include "config_parts.h"

void param_add_number(struct text *text, const struct param_schema *schema,
                      const struct param_spec *spec, double value)
{
    if (spec->kind == PARAM_CHOICE)
        text_add(text, "%s", spec->choices[(size_t)value]);
    else if (spec->kind == PARAM_ALGORITHM)
        text_add(text, "%s", schema->learner((size_t)value).name);
    else if (spec->kind == PARAM_BATCH && value < 0.0)
        text_add(text, "n/%.0f", -value);
    else if (spec->kind == PARAM_BATCH || spec->kind == PARAM_COUNT)
        text_add(text, "%.0f", value);
    else
        text_add_real(text, value);
}

static void add_layers(struct text *text, const struct layers_real *layers)
{
    for (size_t l = 0; l < layers->count; l++) {
        text_add(text, "%s", l ? "," : "");
        text_add_real(text, layers->at[l]);
    }
}

static void add_activations(struct text *text, const struct layers_activation *layers)
{
    char item[ACTIVATION_TERMS_MAX * 32]; /* all digits of every coefficient */

    for (size_t l = 0; l < layers->count; l++) {
        activation_format(&layers->at[l], item, sizeof item);
        text_add(text, "%s%s", l ? "," : "", item);
    }
}

static void add_starts(struct text *text, const struct starts *starts)
{
    static const char *const names[] = {
        [START_RANDOM] = "random", [START_TEACHER] = "teacher", [START_MIX] = "mix:"};

    for (size_t r = 0; r < starts->count; r++) {
        text_add(text, "%s%s", r ? "," : "", names[starts->at[r].kind]);
        if (starts->at[r].kind == START_MIX)
            text_add_real(text, starts->at[r].overlap);
    }
}

void config_format(const struct config *config, const struct param_schema *schema,
                   const struct param_spec *spec, char *out, size_t size)
{
    const void *at = (const char *)config + config_offset(config, schema, spec);
    struct text text = text_start(out, size);

    switch (spec->kind) {
    case PARAM_LAYERS:
        add_layers(&text, at);
        break;
    case PARAM_ACTIVATION:
        add_activations(&text, at);
        break;
    case PARAM_READOUT:
        text_add(&text, "%s", ((const struct readout_law *)at)->text);
        break;
    case PARAM_STARTS:
        add_starts(&text, at);
        break;
    case PARAM_TEXT:
        text_add(&text, "%s", (const char *)at);
        break;
    default:
        param_add_number(&text, schema, spec, config_number(config, schema, spec));
    }
}
