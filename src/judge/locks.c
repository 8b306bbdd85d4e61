#include "plateau/locks.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"

struct locks {
    size_t neurons, locked, judged;
    struct moment *at;     /* [neurons]; NaN gradients: not found */
    struct moment *sorted; /* scratch: those of the found ones, in time */
};

static const struct moment never = {(double)NAN, 0};

struct locks *locks_create(size_t neurons)
{
    struct locks *locks = memory_zeroed(1, sizeof *locks);

    if (!locks)
        return NULL;
    locks->neurons = neurons;
    locks->at = memory_zeroed(neurons, sizeof *locks->at);
    locks->sorted = memory_zeroed(neurons, sizeof *locks->sorted);
    if (!locks->at || !locks->sorted) {
        locks_destroy(locks);
        return NULL;
    }
    for (size_t i = 0; i < neurons; i++)
        locks->at[i] = never;
    return locks;
}

void locks_destroy(struct locks *locks)
{
    if (!locks)
        return;
    free(locks->at);
    free(locks->sorted);
    free(locks);
}

void locks_see(struct locks *locks, const double q[], const double bound[], struct moment now)
{
    locks->judged = 0;
    for (size_t i = 0; i < locks->neurons; i++) {
        const bool was_found = isfinite(locks->at[i].gradients);

        locks->judged += isfinite(bound[i]) ? 1 : 0;
        if (!was_found && q[i] > bound[i]) {
            locks->at[i] = now;
            locks->locked++;
        } else if (was_found && q[i] <= bound[i]) {
            locks->at[i] = never;
            locks->locked--;
        }
    }
}

size_t locks_found(const struct locks *locks)
{
    return locks->locked;
}

static int compare(const void *left, const void *right)
{
    const struct moment *a = left, *b = right;

    return (a->gradients > b->gradients) - (a->gradients < b->gradients);
}

struct lock_on locks_summary(const struct locks *locks)
{
    struct lock_on out = {locks->neurons, locks->locked, locks->judged, never, never, never};
    const size_t half = (locks->neurons + 1) / 2;
    size_t found = 0;

    for (size_t i = 0; i < locks->neurons; i++)
        if (isfinite(locks->at[i].gradients))
            locks->sorted[found++] = locks->at[i];
    qsort(locks->sorted, found, sizeof *locks->sorted, compare);
    if (found > 0)
        out.first = locks->sorted[0];
    if (found >= half)
        out.half = locks->sorted[half - 1];
    if (found == locks->neurons)
        out.all = locks->sorted[found - 1];
    return out;
}

double locks_at(const struct locks *locks, size_t neuron)
{
    return locks->at[neuron].gradients;
}
