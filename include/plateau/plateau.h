/*
 * observe: finds plateaus of the error and the escape from them, on line.
 * The rule: src/observe/README.md. A detector is used by the one thread that owns it.
 */
#ifndef PLATEAU_PLATEAU_H
#define PLATEAU_PLATEAU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PLATEAUS_MAX = 16 };

/* Plain data. Drift is the change of the error per decade of gradients since the last restart. */
struct plateau {
    uint64_t start, end; /* steps; end is the last flat one so far while open */
    double start_gradients, end_gradients;
    double decades;         /* its length, log10 of the gradients since the last restart */
    double level, level_se; /* median of the block means about its drift, at its middle */
    double drift, drift_se; /* in units of the error */
    double confidence;      /* probability that the slope is flat, by its standard error */
    bool open;
};

struct escape {
    bool found;
    uint64_t step; /* of the first point below .8 of the level that is followed by others */
    double gradients;
};

/* What is taken for flat, and which way out is an escape. Plain data. */
struct detector_rule {
    bool rising;         /* the curve rises to its last level: an overlap, and no error */
    double lower, upper; /* the two levels between which it is judged; both NaN: by ratios */
};

/* What a point changed; a set. */
enum detector_news {
    DETECTOR_PLATEAU = 1, /* announced now; it began earlier */
    DETECTOR_LEFT = 2,
    DETECTOR_ESCAPE = 4,
};

/* How steep an error is by now: d ln error / d ln t over the newest blocks. Plain data. */
struct steepness {
    double decades; /* how far they reach: half a decade, less at first */
    double slope, slope_se;
};

struct detector; /* owned by: worker */

struct detector *detector_create(void); /* fatal() when out of memory */
void detector_destroy(struct detector *detector);

/** Before the first point; without it the detector judges an error by ratios. lower < upper. */
void detector_set_rule(struct detector *detector, const struct detector_rule *rule);

/** A flat stretch above this value is a plateau, but leaving it is no escape: the run is still on
 * its way down to where theory has a branch. Infinite at first. */
void detector_set_ceiling(struct detector *detector, double ceiling);

/** Forgets all but the finished plateaus; flatness is judged anew from `gradients` on. */
void detector_restart(struct detector *detector, double gradients);

/** One point: error and mean overlap (NaN if none). returns a set of detector_news. */
unsigned detector_add(struct detector *detector, uint64_t step, double gradients, double error,
                      double overlap);

/** Plateaus so far, in order; an open one is the last. A final floor is not one. */
size_t detector_plateaus(const struct detector *detector, const struct plateau **out);
struct escape detector_escape(const struct detector *detector);

/** False before there are three blocks to see it in. */
bool detector_steepness(const struct detector *detector, struct steepness *out);

/** The last flat stretch that is a final floor, if any. It is open while it lasts. */
bool detector_floor(const struct detector *detector, struct plateau *out);

/** Whether a chain that has accepted so much since the last change stands still: that is no
 * plateau, and the detector is not to see it. One without a step size (NaN) is frozen by its law,
 * and that is something to see; an optimiser accepts NaN. */
bool detector_is_stuck(double accept, double step_size);

#endif
