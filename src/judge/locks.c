#include "locks.h"

#include <math.h>
#include <stdlib.h>

static const struct moment never = {(double)NAN, 0};

struct locks locks_init(size_t neurons, struct moment at[])
{
    for (size_t i = 0; i < neurons; i++)
        at[i] = never;
    return (struct locks){.neurons = neurons};
}

bool locks_see(struct locks *locks, struct moment at[], const double q[], const size_t group[],
               const double bound[], struct moment now)
{
    bool changed = false;

    locks->judged = 0;
    for (size_t i = 0; i < locks->neurons; i++) {
        const bool was_found = isfinite(at[i].gradients);
        const double mine = bound[group ? group[i] : 0];

        locks->judged += isfinite(mine) ? 1 : 0;
        if (!was_found && q[i] > mine) {
            at[i] = now;
            locks->locked++;
            changed = true;
        } else if (was_found && q[i] <= mine) {
            at[i] = never;
            locks->locked--;
            changed = true;
        }
    }
    return changed;
}

static int compare(const void *left, const void *right)
{
    const struct moment *a = left, *b = right;

    return (a->gradients > b->gradients) - (a->gradients < b->gradients);
}

struct lock_on locks_summary(const struct locks *locks, const struct moment at[],
                             struct moment sorted[])
{
    struct lock_on out = {locks->neurons, locks->locked, locks->judged, never, never, never};
    const size_t half = (locks->neurons + 1) / 2;
    size_t found = 0;

    for (size_t i = 0; i < locks->neurons; i++)
        if (isfinite(at[i].gradients))
            sorted[found++] = at[i];
    qsort(sorted, found, sizeof *sorted, compare);
    if (found > 0)
        out.first = sorted[0];
    if (found > 0 && found >= half)
        out.half = sorted[half - 1];
    if (found > 0 && found == locks->neurons)
        out.all = sorted[found - 1];
    return out;
}
