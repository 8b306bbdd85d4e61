/*
 * theory: the shape of a free-entropy profile: with the largest f winning, -f is a terrain with a
 * valley for every state the network may sit in, and barriers between them. Pure functions.
 */
#ifndef PLATEAU_TERRAIN_H
#define PLATEAU_TERRAIN_H

#include <stdbool.h>
#include <stddef.h>

enum { TERRAIN_VALLEYS_MAX = 8, TERRAIN_POINTS_MAX = 128 };

/* Plain data. Heights are f_max - f: 0 at the deepest valley. */
struct terrain {
    size_t count;
    double q[TERRAIN_POINTS_MAX],
        height[TERRAIN_POINTS_MAX]; /* increasing q; without the points that are NaN */
    size_t valleys;
    size_t valley[TERRAIN_VALLEYS_MAX];  /* increasing */
    size_t barrier[TERRAIN_VALLEYS_MAX]; /* the top between valley i and i + 1 */
};

/** Of a profile f(q) [n], q increasing. The ends count as valleys where the slope leads there. */
void terrain_survey(struct terrain *terrain, const double q[], const double f[], size_t n);

/**
 * The branch that sits in a valley: of those with the overlaps q [n], NaN for one that does not
 * exist, the nearest. returns  n when none is near.
 */
size_t terrain_branch_of(const struct terrain *terrain, size_t valley, const double q[], size_t n);

/** The height at any q, linear between points, level outside; NaN without points. */
double terrain_height(const struct terrain *terrain, double q);

/** The valley that a ball at q rolls into; = valleys when q is NaN or there are no points. */
size_t terrain_valley_of(const struct terrain *terrain, double q);

#endif
