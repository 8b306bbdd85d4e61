#include "noise.h"

#include <math.h>
#include <string.h>

enum { FEWEST = 5 };

/* A Gaussian deviate's standard deviation over the median of its size. */
static const double gaussian = 1.4826;
static const double few = 6.0;

void noise_add(struct noise *noise, double x, double y)
{
    const struct noise_point before = noise->before, at = noise->at;
    const double length = x - before.x;

    if (noise->points >= 2) {
        const double share = length > 0.0 ? (at.x - before.x) / length : 0.5;
        const double line = before.y + share * (y - before.y);
        const double weight = 1.0 + share * share + (1.0 - share) * (1.0 - share);

        noise->off[(noise->points - 2) % NOISE_POINTS] = fabs(at.y - line) / sqrt(weight);
    }
    noise->before = at;
    noise->at = (struct noise_point){x, y};
    noise->points++;
}

/* Returns the value that has `rank` others below it (Hoare's selection). Changes the order. */
static double select_rank(double value[], size_t n, size_t rank)
{
    size_t low = 0, high = n;

    while (high - low > 1) {
        const double pivot = value[low + (high - low) / 2];
        size_t below = low, at = low, above = high; /* [below, at) equal the pivot */

        while (at < above) {
            const double here = value[at];

            if (here < pivot) {
                value[at++] = value[below];
                value[below++] = here;
            } else if (here > pivot) {
                value[at] = value[--above];
                value[above] = here;
            } else {
                at++;
            }
        }
        if (rank >= below && rank < above)
            return pivot;
        low = rank < below ? low : above;
        high = rank < below ? below : high;
    }
    return value[rank];
}

void noise_measure(struct noise *noise)
{
    const size_t seen = noise->points > 2 ? noise->points - 2 : 0;
    const size_t n = seen < NOISE_POINTS ? seen : NOISE_POINTS;
    double off[NOISE_POINTS];

    if (n < FEWEST || 16 * (noise->points - noise->measured) < n)
        return;
    memcpy(off, noise->off, n * sizeof *off);
    noise->measured = noise->points;
    noise->deviation = gaussian * select_rank(off, n, n / 2) * (1.0 + few / (double)n);
}
