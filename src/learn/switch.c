/* learner: what a switch from one learner to another keeps and drops, in words. */
#include <stdio.h>

#include "plateau/learner.h"

/* Another kind of eps differs by a factor, although the weights stay. */
static const char *new_meaning(const struct learner_ops *from, const struct learner_ops *to)
{
    if (from->eps == to->eps)
        return "";
    switch (to->eps) {
    case EPS_PREDICTION:
        return "; eps is of the prediction from here";
    case EPS_HALF_GIBBS:
        return "; eps is half-Gibbs from here";
    default:
        return "; eps is point from here";
    }
}

static const char *carried_over(const struct learner_ops *from, const struct learner_ops *to)
{
    if (to->holds)
        return "begins anew, weights set aside";
    if (to->takes_over)
        return to->takes_over;
    return from->holds ? "from the weights of before" : "moments dropped";
}

void learner_tell_switch(const char *from, const char *to, char *out, size_t size)
{
    const struct learner_ops *old = learner_find(from), *new = learner_find(to);

    snprintf(out, size, "(%s)%s", carried_over(old, new), new_meaning(old, new));
}

void learner_explain_switch(const char *from, const char *to, char *out, size_t size)
{
    const struct learner_ops *old = learner_find(from), *new = learner_find(to);

    if (new->holds)
        snprintf(out, size,
                 "%s holds a %s, not weights: it begins anew from the data; the weights are set "
                 "aside as they are; counters go on",
                 new->name, new->holds);
    else if (old->holds)
        snprintf(out, size,
                 "the %s of %s is dropped: %s goes on from the weights of before; counters go on",
                 old->holds, old->name, new->name);
    else
        snprintf(out, size, "%s, moments are dropped, counters go on",
                 new->takes_over ? new->takes_over : "weights stay");
}
