/* What theory says of a run at its present alpha and noise. Owned by: worker. */
#ifndef PLATEAU_ENGINE_LEVELS_H
#define PLATEAU_ENGINE_LEVELS_H

#include "plateau/engine.h"

/* A branch that exists here. */
struct level {
    char name[16];
    struct chart_point here;
};

struct levels {
    struct theory *theory; /* NULL: none exists for this setting */
    double universal;      /* eps of each; NaN where there is none */
    double specialised;    /* the most specialised branch that exists */
    double optimal;        /* of the largest free entropy */
    size_t branches;       /* that exist; universal first */
    struct level branch[THEORY_BRANCHES_MAX];
    size_t best, deepest; /* the optimal, the most specialised; = branches: none */
};

/** Prepares the solver; a tenth of a second, or one for gaussian readouts. */
void levels_init(struct levels *levels, const struct config *config);
void levels_fini(struct levels *levels);

/** Solves at config's alpha and noise, for the run's readout groups [groups]: milliseconds. */
void levels_solve(struct levels *levels, const struct config *config, size_t groups,
                  const struct readout_group group[]);

/** The branch whose error is nearest to eps, in ratio; NULL without theory. */
const struct level *levels_nearest(const struct levels *levels, double eps);

/** The geometric mean of the universal and the most specialised error; NaN where these are not
 * apart by 5 %. */
double levels_middle(const struct levels *levels);

/** The largest error that still belongs to a branch: that of the universal one, twice it for a
 * point estimate, and the quarter that naming allows. Infinite without theory. */
double levels_ceiling(const struct levels *levels, bool is_point);

/**
 * Names what lies at eps, with standard error se (NaN: not known), after the nearest branch.
 */
struct naming levels_name(const struct levels *levels, double eps, double se);

#endif
