/*
 * theory, private: transitions of a branch by continuation in the rate r = alpha / (Delta + eps)
 * (src/theory/README.md). At fixed r the branch is regular where alpha(r) = r (Delta + eps) has its
 * minimum, because lowering the overlaps raises eps: the spinodal is a smooth minimum instead of a
 * point where the iteration slows down for ever. The way down starts far above, each solution is an
 * upper bound of the next.
 */
#ifndef PLATEAU_THEORY_CONTINUATION_H
#define PLATEAU_THEORY_CONTINUATION_H

#include "equations.h"

struct continuation {
    const struct equations *equations;
    const struct theory_control *control;
    void *context; /* of the three functions */
    /* The branch's own start, from above. */
    void (*start)(void *context, double p[]);
    /* Whether p is still on the branch. */
    bool (*on)(void *context, const double p[]);
    /*
     * The largest free entropy of the branches known to lie below at alpha; -INFINITY: there is
     * none. Where the branch lands when it falls off its spinodal is looked after already.
     */
    double (*below)(void *context, double alpha);
    double rate_max; /* where the way down starts */
    double mixing;
    double *p, *kept, *landed, *scratch; /* [count] each, fixed_point_scratch(count) */
    bool stopped;
};

/** Scratch of continuation_init, in doubles. */
size_t continuation_scratch(size_t count);
void continuation_init(struct continuation *way, const struct equations *equations,
                       double scratch[], const struct theory_control *control);

/**
 * The spinodal of the branch and where it has the largest free entropy, as values of alpha. NaN,
 * NaN when the branch ends continuously; the equilibrium alone is NaN when it is never reached.
 */
enum status continuation_transitions(struct continuation *way, double *spinodal,
                                     double *equilibrium);

/** Iterates p at fixed alpha and returns the free entropy there; NaN when stopped. */
double continuation_settle(struct continuation *way, double alpha, double p[]);

#endif
