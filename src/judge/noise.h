/*
 * judge: the noise of one point of a curve, whatever the curve itself does: how far points lie off
 * the line through their neighbours. Plain data; all zero before the first point.
 */
#ifndef PLATEAU_JUDGE_NOISE_H
#define PLATEAU_JUDGE_NOISE_H

#include <stddef.h>

enum { NOISE_POINTS = 256 };

struct noise_point {
    double x, y;
};

struct noise {
    struct noise_point before, at; /* the newest two points */
    size_t points;                 /* in all */
    size_t measured;               /* so many when the deviation was measured */
    double deviation;              /* of one point; 0 where the points are too few to say */
    double off[NOISE_POINTS];      /* of the newest points but one, in any order */
};

/** Adds the next point; x may stand still, but not go back. */
void noise_add(struct noise *noise, double x, double y);

/**
 * Measures the standard deviation anew when a sixteenth of the points it comes from is new. It is
 * that of independent points, by the median over the newest points, which spikes and corners leave
 * alone. It is larger the fewer the points are, since the median of few may be much too small.
 */
void noise_measure(struct noise *noise);

#endif
