/*
 * engine: what the theory says of the run that is being watched: its branches at the present alpha
 * and noise, the curves over alpha, the transitions, the free-entropy profile. Solved by the
 * theorist, a thread of its own, part by part; each part is published when it is done. Plain data,
 * immutable once published.
 */
#ifndef PLATEAU_CHART_H
#define PLATEAU_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plateau/levels.h"
#include "plateau/theory_data.h"

enum { CHART_ALPHAS_MAX = 96, CHART_PROFILE_MAX = 99 };

/* How far the theorist has come; each state includes the parts of those before it. */
enum chart_state {
    CHART_NONE,        /* no theory exists for this setting: reason says why */
    CHART_SOLVING,     /* nothing yet: tables are being made */
    CHART_HERE,        /* `here` of every branch */
    CHART_TRANSITIONS, /* and the transitions */
    CHART_PROFILE,     /* and the profile; from here on the curves come in, from large alpha down */
    CHART_READY,       /* and the whole curves */
};

struct chart_branch {
    char name[16]; /* as theory_point's */
    struct branch_point here;
    float eps[CHART_ALPHAS_MAX]; /* over chart.at; NaN: not solved yet, or no such branch there */
};

struct chart {
    uint32_t run, revision; /* of the parameters it is solved for */
    uint64_t number;        /* of the publication: a larger one tells more */
    enum chart_state state;
    char reason[320]; /* why CHART_NONE, or why there is no profile; empty otherwise */
    double alpha, noise;
    double progress; /* 0..1: a quarter for each part, the curves by their alphas */
    double seconds;  /* spent so far */
    size_t branches;
    struct chart_branch branch[THEORY_BRANCHES_MAX];
    size_t best; /* the branch of the largest free entropy here; = branches when none converged */
    size_t profile_points;
    double q[CHART_PROFILE_MAX], f[CHART_PROFILE_MAX]; /* f NaN where it did not converge */
    size_t alphas, solved;       /* alphas on the curves, and how many of them are solved */
    double at[CHART_ALPHAS_MAX]; /* increasing, logarithmic spacing; holds all transitions */
    unsigned char best_at[CHART_ALPHAS_MAX]; /* branch of the largest f; branches: none */
    struct theory_transitions transitions;   /* depend on the noise, not on alpha */
};

#endif
