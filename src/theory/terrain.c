#include "plateau/terrain.h"

#include <math.h>

/*
 * Shallower dips, as parts of the whole, come from the solver. With several |v| the error of its
 * profile is the square of the last change of the overlaps, 1e-6 over the distance of the step
 * ratio from 1, which may be 1e-3: 1e-6. The shallowest real barriers, next to Q = 0, are 1e-4.
 */
static const double least_dip = 1e-6;

static void take_points(struct terrain *terrain, const double q[], const double f[], size_t n)
{
    double best = -(double)INFINITY;

    terrain->count = terrain->valleys = 0;
    for (size_t i = 0; i < n && terrain->count < TERRAIN_POINTS_MAX; i++) {
        if (!isfinite(q[i]) || !isfinite(f[i]))
            continue;
        terrain->q[terrain->count] = q[i];
        terrain->height[terrain->count++] = f[i];
        best = fmax(best, f[i]);
    }
    for (size_t i = 0; i < terrain->count; i++)
        terrain->height[i] = best - terrain->height[i];
}

static double greatest(const struct terrain *terrain)
{
    double high = 0.0;

    for (size_t i = 0; i < terrain->count; i++)
        high = fmax(high, terrain->height[i]);
    return high;
}

static void add_valley(struct terrain *terrain, size_t at, size_t top)
{
    if (terrain->valleys == TERRAIN_VALLEYS_MAX)
        return;
    if (terrain->valleys > 0)
        terrain->barrier[terrain->valleys - 1] = top;
    terrain->valley[terrain->valleys++] = at;
}

/*
 * Walks from left to right: a low is a valley once the way has risen by `dip` behind it; the way
 * must have fallen by as much before it.
 */
void terrain_survey(struct terrain *terrain, const double q[], const double f[], size_t n)
{
    take_points(terrain, q, f, n);
    const double *height = terrain->height, dip = least_dip * greatest(terrain);
    size_t low = 0, top = 0;
    bool falls = true;

    for (size_t i = 1; i < terrain->count; i++) {
        if (falls && height[i] < height[low])
            low = i;
        if (!falls && height[i] > height[top])
            top = i;
        if (falls && height[i] > height[low] + dip) {
            add_valley(terrain, low, top);
            falls = false;
            top = i;
        } else if (!falls && height[i] < height[top] - dip) {
            falls = true;
            low = i;
        }
    }
    if (falls && terrain->count > 0)
        add_valley(terrain, low, top);
}

size_t terrain_branch_of(const struct terrain *terrain, size_t valley, const double q[], size_t n)
{
    static const double near = 0.03;
    const double at = terrain->q[terrain->valley[valley]];
    double least = near;
    size_t branch = n;

    for (size_t b = 0; b < n; b++)
        if (fabs(q[b] - at) < least) {
            least = fabs(q[b] - at);
            branch = b;
        }
    return branch;
}

double terrain_height(const struct terrain *terrain, double q)
{
    const size_t count = terrain->count;
    size_t right = 0;

    if (count == 0 || isnan(q))
        return (double)NAN;
    while (right < count && terrain->q[right] < q)
        right++;
    if (right == 0 || right == count)
        return terrain->height[right ? count - 1 : 0];
    const double part = (q - terrain->q[right - 1]) / (terrain->q[right] - terrain->q[right - 1]);
    return terrain->height[right - 1] +
           part * (terrain->height[right] - terrain->height[right - 1]);
}

size_t terrain_valley_of(const struct terrain *terrain, double q)
{
    if (isnan(q))
        return terrain->valleys;
    for (size_t i = 0; i + 1 < terrain->valleys; i++)
        if (q < terrain->q[terrain->barrier[i]])
            return i;
    return terrain->valleys > 0 ? terrain->valleys - 1 : 0;
}
