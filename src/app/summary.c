#include "summary.h"

#include <jansson.h>
#include <math.h>

#include "json_text.h"
#include "plateau/branch.h"
#include "plateau/learner.h"
#include "plateau/linalg.h"
#include "plateau/numbers.h"

/* So many digits give every double back. */
enum { EXACT_DIGITS = 17 };

static void put(json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(object, key, value) != 0)
        fatal("out of memory: no room for the summary");
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *text_or_null(const char *text)
{
    return text[0] ? json_string(text) : json_null();
}

static json_t *count(uint64_t value)
{
    return json_integer((json_int_t)value);
}

/* Lists q, r2, q_v1.., q1.., q_null: the order parameters that this network has. */
static json_t *overlaps(const struct snapshot *snapshot, const struct measurement *sample)
{
    const size_t layers = config_layers(&snapshot->config);
    json_t *object = json_object();

    for (enum series i = 0; i < SERIES_COUNT; i++) {
        const enum series_family family = series_family(i);

        if ((family == SERIES_OF_ORDER || family == SERIES_OF_CHANCE) &&
            series_exists(i, layers, snapshot->groups))
            put(object, series_column(i), number(sample->value[i]));
    }
    return object;
}

static void put_errors(json_t *object, const struct snapshot *snapshot,
                       const struct measurement *sample)
{
    put(object, "eps", number(sample->value[SERIES_EPS]));
    put(object, "eps_gibbs", number(sample->value[SERIES_EPS_GIBBS]));
    put(object, "eps_mean", number(sample->value[SERIES_EPS_MEAN]));
    put(object, "train", number(sample->value[SERIES_TRAIN]));
    put(object, "overlaps", overlaps(snapshot, sample));
}

static json_t *theory(const struct measurement *sample)
{
    json_t *object = json_object();

    put(object, "universal", number(sample->value[SERIES_UNI]));
    put(object, "specialised", number(sample->value[SERIES_SPE]));
    put(object, "optimal", number(sample->value[SERIES_OPT]));
    return object;
}

/*
 * Returns the branch nearest to an error, by the theory of that measurement; null where the theory
 * cannot tell.
 */
static json_t *branch(const struct measurement *sample, double eps)
{
    const char *name = branch_of(eps, sample->value[SERIES_UNI], sample->value[SERIES_SPE]);

    return text_or_null(name);
}

static void put_place(json_t *object, const struct plateau *plateau)
{
    put(object, "start", count(plateau->start));
    put(object, "end", plateau->open ? json_null() : count(plateau->end));
    put(object, "level", number(plateau->level));
}

static void put_shape(json_t *object, const struct plateau *plateau)
{
    put(object, "gradients", number(plateau->end_gradients - plateau->start_gradients));
    put(object, "decades", number(plateau->decades));
    put(object, "level_se", number(plateau->level_se));
    put(object, "drift_per_decade", number(plateau->drift));
    put(object, "drift_se", number(plateau->drift_se));
    put(object, "confidence", number(plateau->confidence));
}

static json_t *plateaus(const struct findings *found)
{
    json_t *list = json_array();

    for (size_t i = 0; i < found->plateaus; i++) {
        const struct naming *naming = &found->naming[i];
        json_t *object = json_object();

        put_place(object, &found->plateau[i]);
        put(object, "branch",
            text_or_null(naming->branch[0] && !naming->is_near ? "none" : naming->branch));
        put_shape(object, &found->plateau[i]);
        put(object, "excess", number(naming->excess));
        put(object, "sigmas", number(naming->sigmas));
        put(object, "nishimori", text_or_null(nishimori_word(naming->nishimori)));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *last_level(const struct findings *found)
{
    if (!found->has_floor)
        return json_null();
    json_t *object = json_object();
    put_place(object, &found->floor);
    put_shape(object, &found->floor);
    return object;
}

/* Returns when eps first was below the middle between the branches. */
static json_t *passage(const struct findings *found)
{
    if (!found->passage.found)
        return json_null();
    json_t *object = json_object();
    put(object, "level", number(found->passage.level));
    put(object, "step", count(found->passage.step));
    put(object, "gradients", number(found->passage.gradients));
    return object;
}

static json_t *escape(const struct findings *found)
{
    if (!found->escape.found)
        return json_null();
    json_t *object = json_object();
    put(object, "step", count(found->escape.step));
    put(object, "gradients", number(found->escape.gradients));
    return object;
}

static json_t *deviation(const struct deviation *deviation)
{
    json_t *object = json_object();

    put(object, "mean", number(deviation->run.mean));
    put(object, "se", number(deviation->run.se));
    put(object, "theory", number(deviation->theory));
    put(object, "excess", number(deviation->excess));
    put(object, "excess_se", number(deviation->excess_se));
    put(object, "sigmas", number(deviation->sigmas));
    put(object, "verdict", text_or_null(agreement_word(deviation->verdict)));
    return object;
}

/* Lists every observable that both the run and the theory have. */
static json_t *comparison(const struct against_theory *against)
{
    if (!against->branch[0])
        return json_null();
    json_t *object = json_object(), *observables = json_object();
    put(object, "branch", json_string(against->branch));
    for (size_t i = 0; i < COMPARED_MAX; i++)
        if (against->at[i].verdict != AGREEMENT_NONE)
            put(observables, series_column(against_theory_series(i)), deviation(&against->at[i]));
    put(object, "observables", observables);
    return object;
}

static json_t *against_theory(const struct health *health, size_t replica)
{
    json_t *object = json_object();

    put(object, "nearest", comparison(&health->nearest[replica]));
    put(object, "optimal", comparison(&health->optimal[replica]));
    return object;
}

static json_t *moment(struct moment moment)
{
    if (!isfinite(moment.gradients))
        return json_null();
    json_t *object = json_object();
    put(object, "step", count(moment.step));
    put(object, "gradients", number(moment.gradients));
    return object;
}

/* Lists when the teacher's neurons were found, layer by layer. */
static json_t *found(const struct snapshot *snapshot, const struct findings *findings)
{
    json_t *list = json_array();

    for (size_t l = 0; l < config_layers(&snapshot->config); l++) {
        const struct found_neurons *layer = &findings->neurons[l];
        json_t *object = json_object();

        put(object, "neurons", count(layer->neurons));
        put(object, "found", layer->judged > 0 ? count(layer->found) : json_null());
        put(object, "first", moment(layer->first));
        put(object, "half", moment(layer->half));
        put(object, "all", moment(layer->all));
        json_array_append_new(list, object);
    }
    return list;
}

/*
 * Lists the gradients at which each neuron of the last layer was found, by increasing |v|; replica
 * 0.
 */
static json_t *neurons(const struct snapshot *snapshot)
{
    json_t *list = json_array();

    for (size_t r = 0; r < snapshot->neurons; r++)
        json_array_append_new(list, number((double)snapshot->neuron[snapshot->neurons + r]));
    return list;
}

static json_t *replicas(const struct snapshot *snapshot)
{
    json_t *list = json_array();

    for (size_t r = 0; r < snapshot->config.replicas; r++) {
        json_t *object = json_object();

        put(object, "replica", count(r));
        put(object, "steps", count(snapshot->last[r].step));
        put(object, "gradients", number(snapshot->last[r].gradients));
        put_errors(object, snapshot, &snapshot->last[r]);
        put(object, "plateaus", plateaus(&snapshot->verdicts.found[r]));
        put(object, "escape", escape(&snapshot->verdicts.found[r]));
        put(object, "passage", passage(&snapshot->verdicts.found[r]));
        put(object, "floor", last_level(&snapshot->verdicts.found[r]));
        put(object, "found", found(snapshot, &snapshot->verdicts.found[r]));
        put(object, "against_theory", against_theory(&snapshot->verdicts.health, r));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *figure(struct figure figure)
{
    json_t *object = json_object();

    put(object, "mean", number(figure.mean));
    put(object, "se", number(figure.se));
    return object;
}

static json_t *nishimori(const struct nishimori *found)
{
    json_t *object = json_object();

    put(object, "verdict", text_or_null(nishimori_word(found->verdict)));
    put(object, "ess", number(found->ess));
    put(object, "residual", figure(found->residual));
    put(object, "distance", figure(found->distance));
    put(object, "overlap", figure(found->overlap));
    return object;
}

static json_t *twins(const struct twins *found)
{
    if (found->replica == 0)
        return json_null();
    json_t *object = json_object();
    put(object, "replica", count(found->replica));
    put(object, "excess", number(found->excess));
    put(object, "excess_se", number(found->excess_se));
    put(object, "sigmas", number(found->sigmas));
    put(object, "verdict", text_or_null(twins_word(found->verdict)));
    return object;
}

static void put_health(json_t *object, const struct health *health)
{
    put(object, "rhat_eps", number(health->eps.rhat));
    put(object, "rhat_q", number(health->q.rhat));
    put(object, "ess_eps", number(health->eps.ess));
    put(object, "ess_q", number(health->q.ess));
    put(object, "nishimori", nishimori(&health->nishimori));
    put(object, "ess_eps_per_gradient", number(health->eps.ess / health->eps.clock));
    put(object, "ess_q_per_gradient", number(health->q.ess / health->q.clock));
    put(object, "twins", twins(&health->twins));
}

static json_t *widths(const struct config *config)
{
    json_t *list = json_array();

    for (size_t l = 0; l < config_layers(config); l++)
        json_array_append_new(list, count(config_layer_k(config, l)));
    return list;
}

const char *summary_status(enum run_state state)
{
    switch (state) {
    case RUN_DONE:
        return "done";
    case RUN_LIMIT:
        return "limit";
    case RUN_DIVERGED:
        return "diverged";
    case RUN_INTERRUPTED:
        return "interrupted";
    default:
        return "failed";
    }
}

static json_t *summary(const struct snapshot *snapshot, uint64_t rows)
{
    const struct config *config = &snapshot->config;
    json_t *object = json_object();

    put(object, "preset", json_text(config->preset));
    put(object, "seed", count(config->seed));
    put(object, "d", count(config->d));
    put(object, "k", widths(config));
    put(object, "n", count(snapshot->n));
    put(object, "alpha", number(config->alpha));
    put(object, "algorithm", json_string(config->algorithm));
    put(object, "steps", count(snapshot->step));
    put(object, "gradients", number(snapshot->gradients));
    put(object, "seconds", number(snapshot->seconds));
    put(object, "rows", count(rows));
    put_errors(object, snapshot, &snapshot->last[0]);
    put(object, "theory", theory(&snapshot->last[0]));
    put(object, "branch", branch(&snapshot->last[0], snapshot->last[0].value[SERIES_EPS]));
    put(object, "plateaus", plateaus(&snapshot->verdicts.found[0]));
    put(object, "escape", escape(&snapshot->verdicts.found[0]));
    put(object, "passage", passage(&snapshot->verdicts.found[0]));
    put(object, "floor", last_level(&snapshot->verdicts.found[0]));
    put(object, "found", found(snapshot, &snapshot->verdicts.found[0]));
    put(object, "found_at", neurons(snapshot));
    put(object, "against_theory", against_theory(&snapshot->verdicts.health, 0));
    put_health(object, &snapshot->verdicts.health);
    put(object, "status", json_string(summary_status(snapshot->state)));
    put(object, "replicas", replicas(snapshot));
    return object;
}

/* Adds what the bits of the numbers depend on. */
static void put_origin(json_t *object, const char *kernel)
{
    put(object, "numbers", count(NUMBERS_VERSION));
    put(object, "kernel", json_string(kernel));
    put(object, "blas", json_string(linalg_core()));
}

void summary_print(const struct snapshot *snapshot, uint64_t rows, const char *kernel, FILE *out)
{
    json_t *object = summary(snapshot, rows);

    put_origin(object, kernel);

    json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(EXACT_DIGITS));
    fputc('\n', out);
    json_decref(object);
}
