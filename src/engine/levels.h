/* The errors that theory gives a run at its present alpha and noise. Owned by: worker. */
#ifndef PLATEAU_ENGINE_LEVELS_H
#define PLATEAU_ENGINE_LEVELS_H

#include "plateau/config.h"

struct theory;

struct levels {
    struct theory *theory; /* NULL: none exists for this setting */
    double universal;      /* eps of each; NaN where there is none */
    double specialised;    /* the most specialised branch that exists */
    double optimal;        /* of the largest free entropy */
};

/** Prepares the solver and solves for config; a tenth of a second, or one for gaussian readouts. */
void levels_init(struct levels *levels, const struct config *config);
void levels_fini(struct levels *levels);

/** Solves anew after alpha or noise changed: milliseconds. */
void levels_solve(struct levels *levels, const struct config *config);

#endif
