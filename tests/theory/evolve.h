/* Shared by the tests of the theory: the state evolution of GAMP-RIE from start to end. */
#ifndef PLATEAU_TESTS_EVOLVE_H
#define PLATEAU_TESTS_EVOLVE_H

#include <math.h>

#include "plateau/dynamics.h"
#include "plateau/theory.h"

static inline enum status evolve(struct theory *theory, const struct config *setting, double alpha,
                                 struct dynamics_trajectory *out, struct error *err)
{
    struct config config = *setting;
    const struct dynamics_task task = {&config, "gamp-rie", 2.0, theory};

    config.alpha = alpha;
    struct dynamics *dynamics = dynamics_create(&task, err);
    if (!dynamics)
        return err->code;
    const enum status status = dynamics_run(dynamics, out, NULL, err);
    dynamics_destroy(dynamics);
    return status;
}

#endif
