/*
 * The param table, and how a key finds its row. A new parameter is one member of struct config and
 * one row here; a learner's own rows stand in its file under src/learn.
 */
#include <string.h>

#include "plateau/config.h"
#include "plateau/nearest.h"
#include "writer.h"

/* Counts stay in the range where doubles (and the numbers of JSON) are exact. */
#define COUNT_MAX 9007199254740991.0

#define AT(member) offsetof(struct config, member)
#define TEXT(name, help)                                                                           \
    {                                                                                              \
        "about", #name, PARAM_TEXT, AT(name), "", 0, sizeof(((struct config *)NULL)->name) - 1,    \
            false, PARAM_SETUP, "", help, NULL                                                     \
    }

static const char *const weight_laws[] = {"gaussian", "rademacher", NULL};
static const char *const input_laws[] = {"gaussian", NULL};
static const char *const readout_draws[] = {"law", "random", NULL};
static const char *const readout_starts[] = {"law", "gaussian", NULL};
static const char *const no_yes[] = {"no", "yes", NULL};

/* section, name, kind, offset, default, min, max, logarithmic, change, unit, help, choices */
static const struct param_spec table[] = {
    TEXT(title, "what the experiment is"),
    TEXT(source, "paper and figure it follows"),
    TEXT(watch_for, "what one will see"),

    {"teacher", "d", PARAM_COUNT, AT(d), "120", 2, 100000, true, PARAM_SETUP, "", "input dimension",
     NULL},
    {"teacher", "gamma", PARAM_LAYERS, AT(gamma), "0.5", 0.001, 100, false, PARAM_SETUP, "",
     "hidden neurons per input, k = round(gamma d), of each layer", NULL},
    {"teacher", "activation", PARAM_ACTIVATION, AT(activation), "tanh2", 0, 0, false, PARAM_SETUP,
     "", "of the hidden neurons: [FACTOR*]NAME", NULL},
    {"teacher", "readout", PARAM_READOUT, AT(readout), "ones", 0, 0, false, PARAM_SETUP, "",
     "law of the output weights, E v^2 = 1", NULL},
    {"teacher", "readout_draw", PARAM_CHOICE, AT(readout_draw), "law", 0, 0, false, PARAM_SETUP, "",
     "output weights at the law's quantiles, or drawn from it", readout_draws},
    {"teacher", "weights", PARAM_CHOICE, AT(weights), "gaussian", 0, 0, false, PARAM_SETUP, "",
     "law of the teacher's weights", weight_laws},
    {"teacher", "noise", PARAM_REAL, AT(noise), "1e-4", 0, 100, true, PARAM_LIVE, "",
     "variance Delta of the noise on the labels", NULL},

    {"data", "alpha", PARAM_REAL, AT(alpha), "5", 1e-6, 1000, false, PARAM_LIVE, "",
     "samples per squared dimension, n = round(alpha d^2)", NULL},
    {"data", "test", PARAM_COUNT, AT(test), "0", 0, 1e7, true, PARAM_SETUP, "rows",
     "test set; 0 = max(20000, 4 d^2), at most 200000", NULL},
    {"data", "input", PARAM_CHOICE, AT(input), "gaussian", 0, 0, false, PARAM_SETUP, "",
     "law of the inputs", input_laws},

    {"student", "init", PARAM_STARTS, AT(init), "random", -1, 1, false, PARAM_SETUP, "",
     "where each replica starts", NULL},
    {"student", "init_scale", PARAM_REAL, AT(init_scale), "1", 0, 100, true, PARAM_SETUP, "",
     "factor on random starts; 1 = the prior", NULL},
    {"student", "readout_init", PARAM_CHOICE, AT(readout_init), "law", 0, 0, false, PARAM_SETUP, "",
     "start of learned output weights: the teacher's, or N(0,1)", readout_starts},
    {"student", "learn_readout", PARAM_CHOICE, AT(learn_readout), "no", 0, 0, false, PARAM_SETUP,
     "", "whether the output weights are learned too", no_yes},
    {"student", "width", PARAM_LAYERS, AT(width), "1", 1, 16, false, PARAM_SETUP, "",
     "student neurons per teacher neuron, of each layer", NULL},

    {"learner", "algorithm", PARAM_ALGORITHM, AT(algorithm), "adam", 0, 0, false, PARAM_LIVE, "",
     "how the student learns", NULL},

    {"run", "seed", PARAM_COUNT, AT(seed), "1", 0, COUNT_MAX, false, PARAM_SETUP, "",
     "of all random numbers", NULL},
    {"run", "replicas", PARAM_COUNT, AT(replicas), "1", 1, REPLICAS_MAX, false, PARAM_SETUP, "",
     "students that learn the same data", NULL},
    {"run", "steps", PARAM_COUNT, AT(steps), "0", 0, COUNT_MAX, true, PARAM_SETUP, "steps",
     "length of the run; 0 = endless", NULL},
    {"run", "measure", PARAM_REAL, AT(measure), "50", 1, 1000, true, PARAM_SETUP, "per decade",
     "measurements per decade of gradients", NULL},
    {"run", "measure_every", PARAM_REAL, AT(measure_every), "100", 0.01, 1e9, true, PARAM_SETUP,
     "gradients", "largest spacing of measurements", NULL},
    {"run", "pace", PARAM_REAL, AT(pace), "0", 0, 1e6, false, PARAM_LIVE, "steps/s",
     "most steps per second on the screen; 0 = free", NULL},
};

const struct param_spec *config_param_at(size_t index)
{
    return index < sizeof table / sizeof table[0] ? &table[index] : NULL;
}

struct param_group config_learner(const struct config *config, const struct param_schema *schema)
{
    for (size_t l = 0; l < schema->count; l++)
        if (strcmp(schema->learner(l).name, config->algorithm) == 0)
            return schema->learner(l);
    return (struct param_group){.name = "?", .title = "?"};
}

static const struct param_spec *group_find(struct param_group group, const char *key)
{
    for (size_t i = 0; i < group.count; i++)
        if (strcmp(group.params[i].name, key) == 0)
            return group.params + i;
    return NULL;
}

/* A near name may belong to any learner; refuse_foreign then says to which. */
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

/* Writes "momentum: not a parameter of adam, which has lr, batch; it belongs to momentum". */
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
