#include "plateau/learner.h"
#include "plateau/given.h"

#include <string.h>

#include "registry.h"

static const struct learner_ops *const learners[] = {
#define LEARNER(name) &learner_##name,
#include "registry.def"
#undef LEARNER
};

enum { LEARNER_COUNT = sizeof learners / sizeof *learners };

_Static_assert((int)LEARNER_COUNT <= (int)LEARNERS_MAX, "raise LEARNERS_MAX in config.h");

const struct learner_ops *learner_at(size_t index)
{
    return index < (size_t)LEARNER_COUNT ? learners[index] : NULL;
}

const struct learner_ops *learner_find(const char *name)
{
    for (size_t i = 0; i < (size_t)LEARNER_COUNT; i++)
        if (strcmp(learners[i]->name, name) == 0)
            return learners[i];
    return NULL;
}

bool learner_takes(const struct config *config, struct error *why_not)
{
    const struct learner_ops *learner = learner_find(config->algorithm);

    return !learner->supports || learner->supports(config, why_not);
}

enum eps_kind learner_eps_kind(const char *name)
{
    const struct learner_ops *learner = learner_find(name);

    return learner ? learner->eps : EPS_UNKNOWN;
}

const char *learner_holds(const char *name)
{
    const struct learner_ops *learner = learner_find(name);

    return learner ? learner->holds : NULL;
}

static struct param_group group_at(size_t index)
{
    const struct learner_ops *ops = learners[index];

    return (struct param_group){ops->name, ops->title, ops->params, ops->param_count};
}

const struct param_schema *learner_schema(void)
{
    static const struct param_schema schema = {LEARNER_COUNT, group_at};

    return &schema;
}
