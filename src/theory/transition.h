/*
 * theory, private: the transitions of a branch that is known by its start (src/theory/README.md).
 * The map of the iteration rises with the overlaps and with alpha, and so does what it makes of one
 * start: where the overlap looked at falls by no more than x between two alphas, it nowhere falls
 * by more in one go. Halving what falls further finds the spinodal, whatever the noise. There
 * alpha is a smooth function of that overlap, and has a minimum.
 */
#ifndef PLATEAU_THEORY_TRANSITION_H
#define PLATEAU_THEORY_TRANSITION_H

#include "equations.h"

struct transition {
    const struct equations *equations;
    const struct theory_control *control;
    void *context; /* of the functions */
    /* The branch's own start, and those of the branches that it has to overtake. */
    void (*start)(void *context, double p[]);
    size_t rivals;
    void (*start_rival)(void *context, size_t rival, double p[]);
    /* 1 - Q of the overlap that falls at the spinodal. */
    double (*complement)(void *context, const double p[]);
    /* Whether it falls there by itself, and does not just follow another; NULL: always. */
    bool (*owns)(void *context, const double above[], const double below[]);
    /*
     * Whether the branch is there at all. NULL: it is looked for as the largest fall of the
     * overlap; else the spinodal is where it begins to exist, whatever falls above.
     */
    bool (*exists)(void *context, const double p[]);
    /*
     * Puts what has a choice between two solutions onto the better one, as solver.h's respond. Both
     * sides of an equilibrium may do so. NULL: nothing has a choice.
     */
    bool (*respond)(void *context, double rate, double p[]);
    /* Further starts of the branch, with that choice; false: there are no more. Goes with respond.
     */
    bool (*start_again)(void *context, size_t again, double p[]);
    double rate_max; /* where the way down starts */
    double mixing;
    double fold;                       /* ln alpha at the spinodal */
    double log_rate;                   /* where the overlap is held */
    double *p, *kept, *landed, *other; /* [count] each */
    double *scratch;                   /* fixed_point_scratch(count) */
    size_t steps;                      /* of all iterations so far */
    bool stopped, incomplete;          /* cancelled; not all of the way down was searched */
};

/** Scratch of transition_init, in doubles. */
size_t transition_scratch(size_t count);
void transition_init(struct transition *search, const struct equations *equations, double scratch[],
                     const struct theory_control *control);

/**
 * Sets alpha at the spinodal of the branch and where it has the largest free entropy; NaN where
 * there is none: the overlap falls continuously, or search->incomplete.
 */
enum status transition_find(struct transition *search, struct theory_step *step);

/**
 * Just below the spinodal found: what the branch's start ends on there, in search->landed. Ask it
 * again after a change of that start. returns  1 - Q of the overlap that fell.
 */
double transition_below(struct transition *search);

#endif
