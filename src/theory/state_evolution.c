/*
 * State evolution of GAMP-RIE, arXiv 2505.24849: the error predicted after each iteration of the
 * undamped algorithm. It knows a matrix and no neurons, so all overlaps Q are 0:
 *
 *     x_0 = 0,   mmse_t = mmse_S(x_t),   eps_t = (mu_2^2/2) mmse_t + g(1)
 *     x_(t+1) = 4 alpha / (D2 + 2 mmse_t),   D2 = 4 (Delta + g(1)) / mu_2^2
 *
 * which is x_(t+1) = mu_2^2 alpha / (Delta + eps_t), mu_2^2 times the rate of the equations of
 * state: it stands still where x = R2hat of the universal branch. mmse_S falls with x, so that eps
 * falls with every iteration.
 */
#include <math.h>

#include "solver.h"

/* It stands still once an iteration changes eps by less than this share of it. */
static const double still = 1e-12;

/* Without noise x may grow for ever and eps fall to 0: beyond this mmse_S = const/x, and no more.
 */
static const double snr_most = 1e7;

static bool is_still(const struct theory_evolution *evolution)
{
    const struct theory_iteration *last = &evolution->at[evolution->count - 1];

    return evolution->count > 1 && !(fabs(last[0].eps - last[-1].eps) > still * last[0].eps);
}

static bool is_out_of_range(const struct theory_iteration *now)
{
    return now->snr > snr_most || now->eps <= 0.0;
}

static enum status check(const struct theory *theory, struct error *err)
{
    double snr, mmse;

    if (theory->layers > 1)
        return error_set(err, STATUS_INVALID,
                         "no state evolution: gamma: %zu hidden layers; one would do",
                         theory->layers);
    if (!theory->ops->matrix(theory->state, 0.0, &snr, &mmse))
        return error_set(
            err, STATUS_INVALID,
            "no state evolution: activation: %s has no quadratic part, mu_2 = 0; relu, "
            "elu or h2h3 would do",
            theory->activation);
    return STATUS_OK;
}

enum status theory_evolution(struct theory *theory, double alpha, struct theory_evolution *out,
                             struct error *err)
{
    const struct equations *equations = theory->ops->equations(theory->state);
    struct theory_iteration now = {0};
    double rate = 0.0;

    if (!(alpha > 0.0 && isfinite(alpha)))
        return error_set(err, STATUS_INVALID, "theory: alpha %g; a number above 0 would do", alpha);
    const enum status status = check(theory, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < equations->count; i++)
        theory->p[i] = 1.0;
    *out = (struct theory_evolution){0};
    while (out->count < THEORY_ITERATIONS_MAX && !out->converged) {
        theory->ops->matrix(theory->state, rate, &now.snr, &now.mmse);
        now.eps = equations->error(theory->state, rate, theory->p);
        out->at[out->count++] = now;
        out->converged = is_still(out) || is_out_of_range(&now);
        rate = alpha / (equations->noise + now.eps);
    }
    return STATUS_OK;
}
