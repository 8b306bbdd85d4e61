/* What a row takes, in words, for every refusal of a value. */
#include "config_parts.h"

static void add_list(struct writer *writer, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        writer_add(writer, "%s%s", i ? ", " : "", names[i]);
}

void config_accepts(const struct param_schema *schema, const struct param_spec *spec, char *out,
                    size_t size)
{
    struct writer writer = writer_start(out, size);
    char low[32], high[32];
    struct writer min = writer_start(low, sizeof low), max = writer_start(high, sizeof high);

    writer_add_real(&min, spec->min);
    writer_add_real(&max, spec->max);
    switch (spec->kind) {
    case PARAM_REAL:
        writer_add(&writer, "a number from %s to %s", low, high);
        break;
    case PARAM_COUNT:
        writer_add(&writer, "a whole number from %s to %s", low, high);
        break;
    case PARAM_BATCH:
        writer_add(&writer, "a whole number from %s to %s, or n/M", low, high);
        break;
    case PARAM_LAYERS:
        writer_add(&writer, "a number from %s to %s, or one per hidden layer", low, high);
        break;
    case PARAM_CHOICE:
        add_list(&writer, spec->choices);
        break;
    case PARAM_ALGORITHM:
        for (size_t l = 0; l < schema->count; l++)
            writer_add(&writer, "%s%s", l ? ", " : "", schema->learner(l).name);
        break;
    case PARAM_STARTS:
        writer_add(&writer,
                   "random, teacher, mix:R (R from %s to %s), or up to %d of them, one per "
                   "replica",
                   low, high, REPLICAS_MAX);
        break;
    case PARAM_ACTIVATION:
        writer_add(&writer, "[FACTOR*]");
        for (size_t i = 0; activation_name_at(i); i++)
            writer_add(&writer, "%s%s", i ? ", " : "", activation_name_at(i));
        writer_add(&writer, ":c0,c1,...; one, or one per hidden layer");
        break;
    case PARAM_READOUT:
        for (size_t i = 0; readout_law_name_at(i); i++)
            writer_add(&writer, "%s, ", readout_law_name_at(i));
        writer_add(&writer, "atoms:v1@p1,v2@p2,...");
        break;
    case PARAM_TEXT:
        writer_add(&writer, "a line of at most %s bytes", high);
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
