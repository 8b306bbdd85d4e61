#include "plateau/verdicts.h"

#include <math.h>
#include <stdio.h>

static struct findings nothing_found(void)
{
    const struct moment never = {(double)NAN, 0};
    const double none = (double)NAN;
    struct findings out = {.steepness = {0.0, none, none}, .passage = {.level = none}};

    for (size_t l = 0; l < DEPTH_MAX; l++)
        out.neurons[l].first = out.neurons[l].half = out.neurons[l].all = never;
    return out;
}

static struct health nothing_known(void)
{
    const double none = (double)NAN;
    const struct mixing unmixed = {0, none, none, none, none, none, none};
    const struct figure figure = {none, none};

    return (struct health){
        .eps = unmixed,
        .q = unmixed,
        .memory = {.step = 0, .clock = none},
        .twins = {TWINS_NONE, 0, none, none, none},
        .nishimori = {NISHIMORI_NONE, figure, figure, figure, .ess = none},
    };
}

void verdicts_init(struct verdicts *verdicts)
{
    for (size_t i = 0; i < REPLICAS_MAX; i++)
        verdicts->found[i] = nothing_found();
    verdicts->health = nothing_known();
}

bool verdicts_reached(const struct verdicts *verdicts)
{
    bool reached = verdicts->health.reached;

    for (size_t i = 0; i < REPLICAS_MAX; i++)
        reached = reached || verdicts->found[i].reached;
    return reached;
}

const char *until_name(enum until until)
{
    static const char *const names[] = {"", "plateau", "escape", "specialised", "converged"};

    return names[until];
}

const char *breach_why(enum breach breach)
{
    static const char *const words[] = {
        [BREACH_NONE] = NULL,
        [BREACH_NOT_FINITE] = "eps or train is not finite",
        [BREACH_TRAIN] = "train is 1e6 times its start",
        [BREACH_WEIGHTS] = "the weights are over 10 times the prior's and their start"};

    return words[breach];
}

const char *nishimori_word(enum nishimori_verdict verdict)
{
    static const char *const names[] = {"", "too early", "ok", "off"};

    return names[verdict];
}

const char *agreement_word(enum agreement verdict)
{
    static const char *const words[] = {[AGREEMENT_NONE] = "",
                                        [AGREEMENT_EARLY] = "too early",
                                        [AGREEMENT_CHANCE] = "at chance",
                                        [AGREEMENT_AGREES] = "agrees",
                                        [AGREEMENT_DIFFERS] = "differs"};

    return words[verdict];
}

const char *twins_word(enum twins_verdict verdict)
{
    static const char *const words[] = {[TWINS_NONE] = "",
                                        [TWINS_EARLY] = "too early",
                                        [TWINS_EQUAL] = "equal",
                                        [TWINS_APART] = "apart"};

    return words[verdict];
}

static size_t put_figure(char *text, size_t size, const char *name, struct figure figure)
{
    if (isnan(figure.mean))
        return 0;
    const int length = snprintf(text, size, ", %s %.3f +- %.3f", name, figure.mean, figure.se);

    return (size_t)length < size ? (size_t)length : size - 1;
}

void nishimori_format(const struct nishimori *nishimori, char *text, size_t size)
{
    size_t at = (size_t)snprintf(text, size, "Nishimori %s", nishimori_word(nishimori->verdict));

    at += put_figure(text + at, size - at, "train/noise", nishimori->residual);
    at += put_figure(text + at, size - at, "distance to twin/teacher", nishimori->distance);
    put_figure(text + at, size - at, "overlap with twin - teacher", nishimori->overlap);
}

enum series against_theory_series(size_t i)
{
    enum series series = 0;

    if (i == 0)
        return SERIES_EPS;
    while (series_family(series) != SERIES_OF_ORDER || --i > 0)
        series++;
    return series;
}

void found_neurons_format(const struct found_neurons *found, size_t layer, size_t layers,
                          char *text, size_t size)
{
    const char *share = found->found == found->neurons ? "all" : "half of";
    char where[32] = "";

    if (layers > 1)
        snprintf(where, sizeof where, "layer %zu: ", layer + 1);
    snprintf(text, size, "%s%s the neurons found, %zu/%zu", where, share, found->found,
             found->neurons);
}
