#include "plateau/config.h"

#include <stdio.h>
#include <string.h>

#include "config_text.h"

static void set_default(struct config *config, const struct param_schema *schema,
                        const struct param_spec *spec)
{
    struct error err;

    if (config_set(config, schema, spec, spec->initial, &err) != STATUS_OK)
        fatal("the default of a parameter is wrong: %s", err.text);
}

void config_init(struct config *config, const struct param_schema *schema)
{
    memset(config, 0, sizeof *config);
    if (schema->count > LEARNERS_MAX)
        fatal("%zu learners are more than LEARNERS_MAX", schema->count);
    for (size_t l = 0; l < schema->count; l++) {
        const struct param_group learner = schema->learner(l);
        if (learner.count > LEARNER_PARAMS_MAX || strlen(learner.name) >= SHORT_NAME_BYTES)
            fatal("%s has too long a name, or more parameters than LEARNER_PARAMS_MAX",
                  learner.name);
        /* A learner's row belongs to its own algorithm. */
        snprintf(config->learner[l].name, sizeof config->learner[l].name, "%s", learner.name);
        snprintf(config->algorithm, sizeof config->algorithm, "%s", learner.name);
        for (size_t p = 0; p < learner.count; p++)
            set_default(config, schema, &learner.params[p]);
    }
    for (size_t i = 0; config_param_at(i); i++)
        set_default(config, schema, config_param_at(i));
}

/* Whoever mistyped one key may have mistyped more: the refusal names all of them. */
static void add_unknown(const struct config *config, const struct param_schema *schema,
                        const struct setting *settings, size_t count, struct error *err)
{
    for (size_t i = 0; err && i < count; i++) {
        const size_t length = strlen(err->text);

        if (!config_find(config, schema, settings[i].key, NULL))
            snprintf(err->text + length, sizeof err->text - length, "; %.40s: also unknown",
                     settings[i].key);
    }
}

/* Learner keys belong to the algorithm in force, so that the algorithm is set before all others. */
enum status config_apply(struct config *config, const struct param_schema *schema,
                         const struct setting *settings, size_t count, struct error *err)
{
    struct config changed = *config;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count; i++) {
            if ((strcmp(settings[i].key, "algorithm") == 0) != (pass == 0))
                continue;
            const struct param_spec *spec = config_find(&changed, schema, settings[i].key, err);
            if (!spec) {
                add_unknown(&changed, schema, settings + i + 1, count - i - 1, err);
                return STATUS_INVALID;
            }
            const enum status status = config_set(&changed, schema, spec, settings[i].value, err);
            if (status != STATUS_OK)
                return status;
        }
    }
    *config = changed;
    return STATUS_OK;
}

struct start config_start(const struct config *config, size_t replica)
{
    const size_t last = config->init.count - 1;

    return config->init.at[replica < last ? replica : last];
}
