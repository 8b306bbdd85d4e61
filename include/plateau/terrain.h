/*
 * theory: the shape of a free-entropy profile: with the largest f winning, -f is a terrain with a
 * valley for every state the network may sit in, and barriers between them. Pure functions.
 */
#ifndef PLATEAU_TERRAIN_H
#define PLATEAU_TERRAIN_H

#include <stdbool.h>
#include <stddef.h>

enum { VALLEYS_MAX = 8, TERRAIN_MAX = 128 };

/* Plain data. Heights are f_max - f: 0 at the deepest valley. */
struct terrain {
    size_t count;
    double q[TERRAIN_MAX], height[TERRAIN_MAX]; /* increasing q; without the points that are NaN */
    size_t valleys;
    size_t valley[VALLEYS_MAX];  /* increasing */
    size_t barrier[VALLEYS_MAX]; /* the top between valley i and i + 1 */
};

/** Of a profile f(q) [n], q increasing. The ends count as valleys where the slope leads there. */
void terrain_survey(struct terrain *terrain, const double q[], const double f[], size_t n);

/** The height at any q, linear between points, level outside; NaN without points. */
double terrain_height(const struct terrain *terrain, double q);

/** The valley that a ball at q rolls into; = valleys when there is none. */
size_t terrain_valley_of(const struct terrain *terrain, double q);

#endif
