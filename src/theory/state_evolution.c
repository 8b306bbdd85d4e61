/*
 * State evolution of GAMP-RIE, arXiv 2505.24849: the error predicted after each iteration of the
 * undamped algorithm. The algorithm knows a matrix and no neurons, so that all overlaps Q are 0:
 *
 *     x_0 = 0,   mmse_t = mmse_S(x_t),   eps_t = (mu_2^2/2) mmse_t + g(1)
 *     x_(t+1) = 4 alpha / (D2 + 2 mmse_t),   D2 = 4 (Delta + g(1)) / mu_2^2
 *
 * which is x_(t+1) = mu_2^2 alpha / (Delta + eps_t), mu_2^2 times the rate of the equations of
 * state: the iteration stands still where x = R2hat of the universal branch. mmse_S falls with x,
 * so that eps falls with every iteration.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/dynamics.h"
#include "plateau/memory.h"
#include "predictors.h"
#include "solver.h"

/* The iteration stands still once it changes eps by less than this share. */
static const double still = 1e-12;

/* Without noise x may grow for ever and eps fall to 0: from here on mmse_S = const/x. */
static const double snr_most = 1e7;

/* Owned by: one thread. */
struct evolution {
    struct theory *theory; /* borrowed */
    double alpha;
    double steps, snr, mmse, eps; /* after so many iterations */
    double before;                /* eps one iteration ago */
};

static bool evolution_takes(const struct config *config, const char *learner)
{
    (void)config;
    return strcmp(learner, "gamp-rie") == 0;
}

static enum status check(const struct dynamics_task *task, struct error *err)
{
    const struct theory *theory = task->theory;
    const double alpha = task->config->alpha;
    double snr, mmse;

    if (!(alpha > 0.0 && isfinite(alpha)))
        return error_set(err, STATUS_INVALID, "theory: alpha %g; a number above 0 would do", alpha);
    if (!theory)
        return error_set(err, STATUS_INVALID, "no state evolution: the setting has no theory");
    if (theory->layers > 1)
        return error_set(err, STATUS_INVALID,
                         "no state evolution: gamma: %zu hidden layers; one would do",
                         theory->layers);
    if (!theory->ops->matrix || !theory->ops->matrix(theory->state, 0.0, &snr, &mmse))
        return error_set(
            err, STATUS_INVALID,
            "no state evolution: activation: %s has no quadratic part, mu_2 = 0; relu, "
            "elu or h2h3 would do",
            theory->activation);
    return STATUS_OK;
}

/* Computes what the rate reveals of the matrix, without neurons, and the error that is left. */
static void look(struct evolution *evolution, double rate)
{
    struct theory *theory = evolution->theory;
    const struct equations *equations = theory->ops->equations(theory->state);

    for (size_t i = 0; i < equations->count; i++)
        theory->p[i] = 1.0;
    theory->ops->matrix(theory->state, rate, &evolution->snr, &evolution->mmse);
    evolution->eps = equations->error(theory->state, rate, theory->p);
}

static void *evolution_start(const struct dynamics_task *task, struct error *err)
{
    if (check(task, err) != STATUS_OK)
        return NULL;
    struct evolution *evolution = memory_zeroed(1, sizeof *evolution);
    if (!evolution) {
        error_set(err, STATUS_NO_MEMORY, "theory: out of memory: no room for the state evolution");
        return NULL;
    }
    evolution->theory = task->theory;
    evolution->alpha = task->config->alpha;
    evolution->before = (double)INFINITY;
    look(evolution, 0.0);
    return evolution;
}

static bool is_last(const struct evolution *now)
{
    return !(fabs(now->eps - now->before) > still * now->eps) || now->snr > snr_most ||
           now->eps <= 0.0;
}

static bool evolution_advance(void *state)
{
    struct evolution *evolution = state;
    struct theory *theory = evolution->theory;

    if (is_last(evolution))
        return false;
    evolution->before = evolution->eps;
    look(evolution,
         evolution->alpha / (theory->ops->equations(theory->state)->noise + evolution->eps));
    evolution->steps += 1.0;
    return true;
}

static void evolution_observe(const void *state, struct dynamics_point *out)
{
    const struct evolution *evolution = state;

    out->steps = evolution->steps;
    out->eps = evolution->eps;
    out->r2 = 1.0 - evolution->mmse;
    out->snr = evolution->snr;
    out->mmse = evolution->mmse;
}

const struct dynamics_ops dynamics_state_evolution = {
    .name = "state evolution of gamp-rie",
    .takes = evolution_takes,
    .start = evolution_start,
    .destroy = free,
    .advance = evolution_advance,
    .observe = evolution_observe,
};
