/*
 * theory: the shape of a free-entropy profile. The largest f wins, so that -f is a terrain with a
 * valley for every state in which the network may sit, and barriers between them. Pure functions.
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
        height[TERRAIN_POINTS_MAX]; /* increasing q; points that are NaN are left out */
    size_t valleys;
    size_t valley[TERRAIN_VALLEYS_MAX];  /* increasing */
    size_t barrier[TERRAIN_VALLEYS_MAX]; /* the highest point between valley i and i + 1 */
};

/**
 * Surveys a profile f(q) [n], q increasing. An end counts as a valley where the slope leads there.
 */
void terrain_survey(struct terrain *terrain, const double q[], const double f[], size_t n);

/**
 * Returns the branch that sits in a valley: of those with the overlaps q [n] (NaN: does not exist)
 * the nearest.
 *
 * returns  n when none is near
 */
size_t terrain_branch_of(const struct terrain *terrain, size_t valley, const double q[], size_t n);

/**
 * Returns the height at any q, linear between points, constant beyond the ends; NaN without points.
 */
double terrain_height(const struct terrain *terrain, double q);

/**
 * Returns the valley into which a ball at q rolls; = valleys when q is NaN or the terrain is empty.
 */
size_t terrain_valley_of(const struct terrain *terrain, double q);

#endif
