/*
 * The symmetric channel Y = sqrt(x) S + Z, S = W^T diag(v) W / sqrt(k d): the code that laws made
 * of atoms and continuous laws share; see README.md.
 *
 * nu has an atom of weight 1 at 0, from the noise, and x v^2 P(dv) at v sqrt(x / gamma). The code
 * leaves out the shift of all eigenvalues by the mean sqrt(gamma x) E v: only differences matter.
 */
#ifndef PLATEAU_CHANNEL_SYMMETRIC_H
#define PLATEAU_CHANNEL_SYMMETRIC_H

#include "bulk.h"
#include "plateau/readout_law.h"

/* One point u = p + i w of the curve. */
struct symmetric_place {
    double p, w;
    double energy;       /* E, an eigenvalue of Y without the shift */
    double energy_per_p; /* dE/dp */
    double w_dw_per_p;   /* w dw/dp, finite at the edges */
    double shrink;       /* T = (xi - E S) / sqrt(x) */
    double shrink_per_p; /* dT/dp along the curve */
};

/**
 * Fills value[] with rho, rho T^2, (4 pi^2 / 3) rho^3 and (4 pi^2 / 3) of the integrand of J, all
 * per dp.
 */
void symmetric_fill(const struct symmetric_place *place, struct bulk_node *node);

/* A continuous law at one gamma and x; plain data. */
struct continuous {
    enum readout_kind kind;
    double gamma, scale; /* scale = sqrt(x / gamma): an atom v stands at scale v */
    struct piece support;
};

/** Sets up law and out for uniform or gaussian readouts; out points into law. */
void continuous_spectrum(struct continuous *law, enum readout_kind kind, double gamma, double x,
                         struct spectrum *out);

#endif
