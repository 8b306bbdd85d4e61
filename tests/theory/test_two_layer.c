#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "build.h"
#include "csv.h"
#include "plateau/theory.h"

static struct theory *make(const struct config *config)
{
    struct error err;
    struct theory *theory = theory_create(config, &err);

    cr_assert(theory, "%s", err.text);
    return theory;
}

/* Without linear parts the theory of any depth holds too: deep_thresholds.csv at L = 2. */
Test(two_layer, without_linear_parts_it_is_the_theory_of_any_depth, .timeout = 60)
{
    const struct config config = build_config("activation=tanh2c", "gamma=1,1", "noise=0.1", NULL);
    struct theory *theory = make(&config);
    struct theory_transitions found;
    struct csv *csv = csv_open("theory/deep_thresholds.csv");

    cr_assert_eq(theory_transitions(theory, &found, NULL, NULL), STATUS_OK);
    cr_expect_float_eq(found.spinodal, csv_number(csv, 1, "alpha_sp"), 1e-7);
    cr_expect_float_eq(found.equilibrium, csv_number(csv, 1, "alpha_eq"), 1e-7);
    cr_expect(isnan(found.algorithmic));
    csv_close(csv);
    theory_destroy(theory);
}

/* Warm or cold, the same solution. */
Test(two_layer, a_warm_start_ends_where_a_cold_one_does, .timeout = 60)
{
    static struct theory_point warm, cold;
    const struct config config =
        build_config("activation=tanh2,erf", "gamma=0.7,1.6", "noise=0.1", NULL);
    struct theory *theory = make(&config);

    for (double alpha = 9.0; alpha < 12.0; alpha += 0.7) {
        cold = (struct theory_point){0};
        cr_assert_eq(theory_solve(theory, alpha, 1, &warm, NULL, NULL), STATUS_OK);
        cr_assert_eq(theory_solve(theory, alpha, 1, &cold, NULL, NULL), STATUS_OK);
        cr_expect_float_eq(warm.eps, cold.eps, 1e-8 * cold.eps, "alpha %g", alpha);
        cr_expect_float_eq(warm.q21[0], cold.q21[0], 1e-8);
    }
    theory_destroy(theory);
}

Test(two_layer, settings_without_a_theory_are_refused_with_the_reason)
{
    static const struct {
        const char *activation, *weights, *word;
    } refused[] = {
        {"activation=tanh2,relu", "weights=gaussian", "odd"},
        {"activation=tanh,tanh2", "weights=gaussian", "variance"},
        {"activation=tanh2,tanh2", "weights=rademacher", "gaussian"},
        {"activation=linear,tanh2", "weights=gaussian", "linear"},
    };
    struct error err;

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const struct config config =
            build_config(refused[i].activation, refused[i].weights, "gamma=0.5,0.5", NULL);
        cr_expect_null(theory_create(&config, &err));
        cr_expect(strstr(err.text, "no theory") && strstr(err.text, refused[i].word), "%s",
                  err.text);
    }
}
