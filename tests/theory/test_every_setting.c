/*
 * Every question to a theory is answered with numbers or refused by name: for every activation of
 * the registry, for activations without orders of three and more, in every weight law and depth.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "build.h"
#include "evolve.h"
#include "plateau/theory.h"

enum { POINTS = 24, NAME_MAX_CHARS = 64 };

/*
 * Beside the registry: activations without a part above the second order, and with little of one.
 */
static const char *const more[] = {"linear",        "h2",          "0.5*h2",
                                   "hermite:0,1,1", "hermite:0,1", "hermite:0,1,1,1e-3"};

/* Writes the index-th activation as a setting; returns false past the end. */
static bool name_activation(size_t index, const char *layers, char out[], size_t size)
{
    size_t registered = 0;
    const char *name;

    while (activation_name_at(registered))
        registered++;
    if (index >= registered + sizeof more / sizeof *more)
        return false;
    name = index < registered ? activation_name_at(index) : more[index - registered];
    snprintf(out, size, "activation=%s%s",
             strcmp(name, "hermite") == 0 ? "hermite:0,1,0.5,1" : name, layers);
    return true;
}

static void expect_reason(const struct config *config, const struct error *err)
{
    char text[ACTIVATION_TEXT_MAX];

    activation_format(config_activation(config, 0), text, sizeof text);
    cr_expect_eq(err->code, STATUS_INVALID, "%s: %d, %s", text, (int)err->code, err->text);
    cr_expect_gt(strlen(err->text), 12, "%s: '%s'", text, err->text);
}

static void ask_branches(struct theory *theory, const struct config *config)
{
    static struct theory_point point;

    for (size_t b = 0; b <= theory_branches(theory); b++) {
        struct error err = {.code = STATUS_OK};
        point = (struct theory_point){0};
        const enum status status = theory_solve(theory, config->alpha, b, &point, NULL, &err);
        if (status != STATUS_OK)
            expect_reason(config, &err);
        else
            cr_expect(isfinite(point.eps) && point.mean_q >= 0.0 && point.mean_q <= 1.0,
                      "branch %zu: eps %g, q %g", b, point.eps, point.mean_q);
    }
}

/* A point that did not converge is NaN; few are. */
static void expect_most_finite(const struct config *config, const double f[POINTS])
{
    char text[ACTIVATION_TEXT_MAX];
    size_t missing = 0;

    for (size_t i = 0; i < POINTS; i++)
        missing += isfinite(f[i]) ? 0 : 1;
    activation_format(config_activation(config, 0), text, sizeof text);
    cr_expect_leq(missing, POINTS / 8, "%s: %zu points of the profile are missing", text, missing);
}

static void ask_profile(struct theory *theory, const struct config *config)
{
    double q[POINTS], f[POINTS];
    struct error err;

    theory_profile_overlaps(theory, config->alpha, q, POINTS);
    for (size_t i = 1; i < POINTS; i++)
        cr_expect(q[i] > q[i - 1] && q[i] < 1.0, "q %.12g after %.12g", q[i], q[i - 1]);
    if (theory_profile(theory, config->alpha, q, f, POINTS, NULL, &err) != STATUS_OK)
        expect_reason(config, &err);
    else
        expect_most_finite(config, f);
}

static void ask_everything(const struct config *config)
{
    struct theory_transitions transitions;
    static struct dynamics_trajectory evolution;
    struct error err;
    struct theory *theory = theory_create(config, &err);

    if (!theory) {
        expect_reason(config, &err);
        return;
    }
    ask_branches(theory, config);
    if (theory_find_transitions(theory, &transitions, NULL, &err) != STATUS_OK)
        expect_reason(config, &err);
    ask_profile(theory, config);
    if (evolve(theory, config, config->alpha, &evolution, &err) != STATUS_OK)
        expect_reason(config, &err);
    theory_destroy(theory);
}

static void ask_of_every_activation(const char *weights, const char *gamma, const char *layers,
                                    const char *readout)
{
    char name[NAME_MAX_CHARS];

    for (size_t i = 0; name_activation(i, layers, name, sizeof name); i++) {
        const struct config config =
            build_config(name, weights, gamma, readout, "noise=0.13", "alpha=2.385", NULL);
        ask_everything(&config);
    }
}

Test(every_setting, one_layer_is_answered, .timeout = 300)
{
    ask_of_every_activation("weights=gaussian", "gamma=0.6", "", "readout=ones");
    ask_of_every_activation("weights=rademacher", "gamma=0.6", "", "readout=ones");
}

Test(every_setting, readouts_of_several_sizes_are_answered, .timeout = 300)
{
    ask_of_every_activation("weights=gaussian", "gamma=0.6", "", "readout=4point");
    ask_of_every_activation("weights=rademacher", "gamma=0.6", "", "readout=4point");
}

Test(every_setting, readouts_without_atoms_are_answered, .timeout = 300)
{
    ask_of_every_activation("weights=gaussian", "gamma=0.6", "", "readout=uniform");
}

Test(every_setting, two_layers_are_answered, .timeout = 300)
{
    ask_of_every_activation("weights=rademacher", "gamma=0.6,0.7", "", "readout=ones");
    ask_of_every_activation("weights=gaussian", "gamma=0.6,0.7", ",tanh2", "readout=ones");
}

Test(every_setting, three_layers_are_answered, .timeout = 300)
{
    ask_of_every_activation("weights=rademacher", "gamma=0.6,0.7,0.8", "", "readout=ones");
    ask_of_every_activation("weights=gaussian", "gamma=0.6,0.7,0.8", "", "readout=ones");
}
