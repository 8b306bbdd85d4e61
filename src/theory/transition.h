/*
 * theory, private: the transitions of a branch that its start defines (src/theory/README.md). The
 * map of the iteration rises with the overlaps and with alpha, and so does the solution from one
 * start: where the overlap in question falls by no more than x between two alphas, it nowhere falls
 * by more in one go. Halving the intervals that fall further finds the spinodal, whatever the
 * noise. There alpha is a smooth function of that overlap, and has a minimum.
 */
#ifndef PLATEAU_THEORY_TRANSITION_H
#define PLATEAU_THEORY_TRANSITION_H

#include "equations.h"

struct transition {
    const struct equations *equations;
    const struct theory_control *control;
    void *context; /* argument of the functions */
    /* Set the branch's own start, and those of the branches that it has to overtake. */
    void (*start)(void *context, double p[]);
    size_t rivals;
    void (*start_rival)(void *context, size_t rival, double p[]);
    /* Returns 1 - Q of the overlap that falls at the spinodal. */
    double (*complement)(void *context, const double p[]);
    /*
     * Returns whether the overlap falls there by itself, and does not just follow another; NULL:
     * always.
     */
    bool (*owns)(void *context, const double above[], const double below[]);
    /*
     * Returns whether the branch exists at all. NULL: the search looks for the largest fall of the
     * overlap; otherwise the spinodal is where the branch begins to exist, whatever falls above.
     */
    bool (*exists)(void *context, const double p[]);
    /*
     * Puts everything that has two solutions onto the better one, as respond in solver.h. Both
     * sides of an equilibrium may do so. NULL: nothing has two solutions.
     */
    bool (*respond)(void *context, double rate, double p[]);
    /*
     * Sets further starts of the branch, with that choice; returns false after the last. Goes with
     * respond.
     */
    bool (*start_again)(void *context, size_t again, double p[]);
    double rate_max; /* where the way down starts */
    double mixing;
    double fold;                       /* ln alpha at the spinodal */
    double log_rate;                   /* where the overlap is held */
    double *p, *kept, *landed, *other; /* [count] each */
    double *scratch;                   /* fixed_point_scratch(count) */
    size_t steps;                      /* of all iterations so far */
    bool stopped, incomplete;          /* cancelled; part of the way down was not searched */
};

/** Returns how many doubles of scratch transition_init needs. */
size_t transition_scratch(size_t count);
void transition_init(struct transition *search, const struct equations *equations, double scratch[],
                     const struct theory_control *control);

/**
 * Computes alpha at the spinodal of the branch, and where it has the largest free entropy; NaN when
 * the overlap falls continuously, or with search->incomplete.
 */
enum status transition_find(struct transition *search, struct theory_step *step);

/**
 * Solves the branch's start just below the spinodal, into search->landed. Call it again after a
 * change of that start. Returns 1 - Q of the overlap that fell.
 */
double transition_below(struct transition *search);

#endif
