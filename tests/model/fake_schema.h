/* tests: learners that do nothing, with one row of every kind a learner may have. */
#ifndef PLATEAU_TESTS_FAKE_SCHEMA_H
#define PLATEAU_TESTS_FAKE_SCHEMA_H

#include "plateau/param.h"

enum { FAKE_SLOW, FAKE_ADAM, FAKE_SAMPLER };

static inline struct param_group fake_learner(size_t index)
{
    static const char *const moods[] = {"calm", "wild", NULL};
    static const struct param_spec slow[] = {
        {NULL, "lr", PARAM_REAL, 0, "0.3", 1e-6, 100, true, PARAM_LIVE, "", "rate", NULL},
    };
    static const struct param_spec adam[] = {
        {NULL, "lr", PARAM_REAL, 0, "0.01", 1e-6, 10, true, PARAM_LIVE, "", "rate", NULL},
        {NULL, "batch", PARAM_BATCH, 0, "n/4", 1, 1e9, true, PARAM_LIVE, "rows", "rows", NULL},
        {NULL, "beta1", PARAM_REAL, 0, "0.9", 0, 0.999, false, PARAM_LIVE, "", "decay", NULL},
    };
    static const struct param_spec sampler[] = {
        {NULL, "step", PARAM_REAL, 0, "0.01", 1e-8, 10, true, PARAM_LIVE, "", "step", NULL},
        {NULL, "leapfrog", PARAM_COUNT, 0, "10", 1, 1000, true, PARAM_LIVE, "", "steps", NULL},
        {NULL, "adapt", PARAM_COUNT, 0, "-1", -1, 1e9, false, PARAM_LIVE, "", "steps", NULL},
        {NULL, "mood", PARAM_CHOICE, 0, "wild", 0, 0, false, PARAM_LIVE, "", "mood", moods},
    };
    static const struct param_group groups[] = {
        [FAKE_SLOW] = {"slow", "Slow", slow, 1},
        [FAKE_ADAM] = {"adam", "Adam", adam, 3},
        [FAKE_SAMPLER] = {"sampler", "Sampler", sampler, 4},
    };

    return groups[index];
}

static const struct param_schema fake_schema = {3, fake_learner};

#endif
