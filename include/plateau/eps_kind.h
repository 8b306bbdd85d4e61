/* core: which error the column eps holds. Plain data; no functions. */
#ifndef PLATEAU_EPS_KIND_H
#define PLATEAU_EPS_KIND_H

enum eps_kind {
    EPS_UNKNOWN,    /* rows of a foreign file */
    EPS_POINT,      /* of the weights that an optimiser has now */
    EPS_HALF_GIBBS, /* half of the weights' own error: the weights are a sample of the posterior */
    EPS_PREDICTION, /* of a predictor without weights, which is a posterior mean */
};

#endif
