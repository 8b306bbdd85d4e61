#include "plateau/locks.h"

#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"

struct locks {
    struct lock_on summary;
    float *at; /* [neurons] */
};

struct locks *locks_create(size_t neurons)
{
    const struct moment never = {(double)NAN, 0};
    struct locks *locks = memory_zeroed(1, sizeof *locks);

    if (!locks)
        return NULL;
    locks->summary = (struct lock_on){neurons, 0, never, never, never};
    locks->at = memory_zeroed(neurons, sizeof *locks->at);
    if (!locks->at) {
        free(locks);
        return NULL;
    }
    for (size_t i = 0; i < neurons; i++)
        locks->at[i] = NAN;
    return locks;
}

void locks_destroy(struct locks *locks)
{
    if (locks)
        free(locks->at);
    free(locks);
}

static void note(struct moment *moment, size_t locked, size_t wanted, struct moment now)
{
    if (isnan(moment->gradients) && locked >= wanted)
        *moment = now;
}

size_t locks_see(struct locks *locks, const double q[], const double bound[], struct moment now)
{
    struct lock_on *summary = &locks->summary;
    const size_t before = summary->locked;

    for (size_t i = 0; i < summary->neurons; i++)
        if (isnan(locks->at[i]) && q[i] > bound[i]) {
            locks->at[i] = (float)now.gradients;
            summary->locked++;
        }
    note(&summary->first, summary->locked, 1, now);
    note(&summary->half, summary->locked, (summary->neurons + 1) / 2, now);
    note(&summary->all, summary->locked, summary->neurons, now);
    return summary->locked - before;
}

struct lock_on locks_summary(const struct locks *locks)
{
    return locks->summary;
}

const float *locks_at(const struct locks *locks)
{
    return locks->at;
}
