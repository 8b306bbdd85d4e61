/*
 * engine: the theory of the watched run: its branches at the present alpha and noise, the curves
 * over alpha, the transitions, the free-entropy profile. The theorist, a thread of its own, solves
 * it part by part, and publishes each part when it is done. Plain data, immutable once published.
 */
#ifndef PLATEAU_CHART_H
#define PLATEAU_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plateau/levels.h"
#include "plateau/theory_data.h"

enum { CHART_ALPHAS_MAX = 96, CHART_PROFILE_MAX = 99 };

/* How far the theorist is; each state includes the parts of the states before it. */
enum chart_state {
    CHART_NONE,        /* the setting has no theory: reason says why */
    CHART_SOLVING,     /* no part yet: the theorist makes tables */
    CHART_HERE,        /* `here` of every branch */
    CHART_TRANSITIONS, /* and the transitions */
    CHART_PROFILE,     /* and the profile; from here on the curves grow, from large alpha down */
    CHART_READY,       /* and the whole curves */
};

struct chart_branch {
    char name[16]; /* as in theory_point */
    struct branch_point here;
    float eps[CHART_ALPHAS_MAX]; /* over chart.at; NaN: not solved yet, or the branch does not exist
                                    there */
};

struct chart {
    uint32_t run, revision; /* of the parameters for which it is solved */
    uint64_t number;        /* of the publication: a larger one has more parts or points */
    enum chart_state state;
    char reason[320]; /* why CHART_NONE, or why the profile is missing; empty otherwise */
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
