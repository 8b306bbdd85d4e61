/* What a row takes, in words, for every refusal of a value. */
#include "config_parts.h"

static void add_list(struct text *text, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        text_add(text, "%s%s", i ? ", " : "", names[i]);
}

void config_accepts(const struct param_schema *schema, const struct param_spec *spec, char *out,
                    size_t size)
{
    struct text text = text_start(out, size);
    char low[32], high[32];
    struct text min = text_start(low, sizeof low), max = text_start(high, sizeof high);

    text_add_real(&min, spec->min);
    text_add_real(&max, spec->max);
    switch (spec->kind) {
    case PARAM_REAL:
        text_add(&text, "a number from %s to %s", low, high);
        break;
    case PARAM_COUNT:
        text_add(&text, "a whole number from %s to %s", low, high);
        break;
    case PARAM_BATCH:
        text_add(&text, "a whole number from %s to %s, or n/M", low, high);
        break;
    case PARAM_LAYERS:
        text_add(&text, "a number from %s to %s, or one per hidden layer", low, high);
        break;
    case PARAM_CHOICE:
        add_list(&text, spec->choices);
        break;
    case PARAM_ALGORITHM:
        for (size_t l = 0; l < schema->count; l++)
            text_add(&text, "%s%s", l ? ", " : "", schema->learner(l).name);
        break;
    case PARAM_STARTS:
        text_add(&text,
                 "random, teacher, mix:R (R from %s to %s), or up to %d of them, one per "
                 "replica",
                 low, high, REPLICAS_MAX);
        break;
    case PARAM_ACTIVATION:
        text_add(&text, "[FACTOR*]");
        for (size_t i = 0; activation_at(i); i++)
            text_add(&text, "%s%s", i ? ", " : "", activation_at(i)->name);
        text_add(&text, ":c0,c1,...; one, or one per hidden layer");
        break;
    case PARAM_READOUT:
        text_add(&text, "ones, rademacher, 4point, uniform, gaussian, atoms:v1@p1,v2@p2,...");
        break;
    case PARAM_TEXT:
        text_add(&text, "a line of at most %s bytes", high);
        break;
    }
}

enum status param_refuse(const struct param_schema *schema, const struct param_spec *spec,
                         const char *value, const char *why, struct error *err)
{
    char accepts[200];

    config_accepts(schema, spec, accepts, sizeof accepts);
    return error_set(err, STATUS_INVALID, "%s: '%.40s' %s; takes %s", spec->name, value, why,
                     accepts);
}
