#include "config_parts.h"

#include <string.h>

#include "plateau/nearest.h"

static const struct param_spec *group_find(struct param_group group, const char *key)
{
    for (size_t i = 0; i < group.count; i++)
        if (strcmp(group.params[i].name, key) == 0)
            return group.params + i;
    return NULL;
}

/* Near may be a row of any learner; refuse_foreign then says whose it is. */
static void refuse_unknown(const struct param_schema *schema, const char *key, struct error *err)
{
    struct nearest nearest = nearest_to(key);

    for (size_t i = 0; config_param_at(i); i++)
        nearest_offer(&nearest, config_param_at(i)->name);
    for (size_t l = 0; l < schema->count; l++)
        for (size_t i = 0; i < schema->learner(l).count; i++)
            nearest_offer(&nearest, schema->learner(l).params[i].name);
    if (nearest.name)
        error_set(err, STATUS_INVALID,
                  "%.40s: unknown parameter; did you mean %s? (plateau params lists all)", key,
                  nearest.name);
    else
        error_set(err, STATUS_INVALID, "%.40s: unknown parameter; plateau params lists all", key);
}

/* "momentum: not a parameter of adam, which has lr, batch; it belongs to momentum" */
static void refuse_foreign(const struct param_schema *schema, struct param_group learner,
                           const char *key, struct error *err)
{
    char has[128], owns[96];
    struct writer own = writer_start(has, sizeof has), owners = writer_start(owns, sizeof owns);

    for (size_t i = 0; i < learner.count; i++)
        writer_add(&own, "%s%s", i ? ", " : "", learner.params[i].name);
    for (size_t l = 0; l < schema->count; l++)
        if (group_find(schema->learner(l), key))
            writer_add(&owners, "%s%s", owners.used ? ", " : "", schema->learner(l).name);
    error_set(err, STATUS_INVALID, "%s: not a parameter of %s, which has %s; it belongs to %s", key,
              learner.name, has, owns);
}

const struct param_spec *config_find(const struct config *config, const struct param_schema *schema,
                                     const char *key, struct error *err)
{
    const struct param_group learner = config_learner(config, schema);

    for (size_t i = 0; config_param_at(i); i++)
        if (strcmp(config_param_at(i)->name, key) == 0)
            return config_param_at(i);
    const struct param_spec *spec = group_find(learner, key);
    if (spec)
        return spec;
    for (size_t l = 0; l < schema->count; l++) {
        if (group_find(schema->learner(l), key)) {
            refuse_foreign(schema, learner, key, err);
            return NULL;
        }
    }
    refuse_unknown(schema, key, err);
    return NULL;
}
