/* A run against its theory: neurons found, means beside branches. */
#include <math.h>

#include "plateau/theory.h"
#include "rig.h"

/* d = 12, k = 1: the row's q is that of the only neuron. */
#define ONE_NEURON                                                                                 \
    {"gamma", "0.0833"}, {"alpha", "9"}, {"noise", "0.01"}, {"activation", "tanh2"},               \
        {"algorithm", "adam"}, {"lr", "0.005"},                                                    \
    {                                                                                              \
        "measure_every", "1"                                                                       \
    }

static double specialised_overlap(const struct config *config)
{
    struct theory *theory = theory_create(config, NULL);
    struct theory_point point = {.converged = false};

    cr_assert_eq(theory_solve(theory, config->alpha, 1, &point, NULL, NULL), STATUS_OK);
    theory_destroy(theory);
    return point.mean_q;
}

Test(found, is_a_neuron_once_it_is_past_the_middle_of_its_branches)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);
    const struct config config = TINY(ONE_NEURON);
    const double specialised = specialised_overlap(&config);
    size_t i = 0, events = 0;

    rig_start(rig, config, (struct limits){.steps = 900});
    const struct snapshot *end = rig_finish(rig);
    const struct found_neurons *found = &end->verdicts.found[0].neurons[0];

    const double bound = 0.5 * (end->last[0].value[SERIES_Q_NULL] + specialised);
    for (size_t row = 0; row < rig->samples; row++)
        if (rig->sample[row].value[SERIES_Q] <= bound)
            i = row + 1; /* behind the last row below */
    cr_assert(i > 0 && i < rig->samples, "it started unfound and was found");
    cr_expect_eq(found->neurons, 1);
    cr_expect_eq(found->first.step, rig->sample[i].step);
    cr_expect_eq(found->all.gradients, rig->sample[i].gradients);
    cr_expect_eq(end->neuron[1], (float)rig->sample[i].gradients);
    for (size_t e = 0; e < rig->events; e++)
        if (rig->event[e].kind == EVENT_FOUND) {
            events++;
            cr_expect_leq(rig->event[e].step, rig->sample[i].step);
            cr_expect_str_eq(rig->event[e].text, "all the neurons found, 1/1");
        }
    cr_expect_eq(events, 1);
    rig_destroy(rig);
}

/* By the rows themselves: the first whose eps is below the geometric mean of uni and spe. */
Test(passage, is_the_first_row_below_the_middle_of_the_branches)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);
    size_t i = 0;

    rig_start(rig, TINY(ONE_NEURON), (struct limits){.steps = 900});
    const struct passage passage = rig_finish(rig)->verdicts.found[0].passage;
    while (i < rig->samples) {
        const double *value = rig->sample[i].value;
        if (value[SERIES_EPS] < sqrt(value[SERIES_UNI] * value[SERIES_SPE]))
            break;
        i++;
    }
    cr_assert(i > 0 && i < rig->samples);
    cr_expect(passage.found);
    cr_expect_eq(passage.step, rig->sample[i].step);
    rig_destroy(rig);
}

Test(found, is_nothing_by_a_student_that_starts_at_the_teacher)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);

    rig_start(rig, TINY(ONE_NEURON, {"init", "teacher"}), (struct limits){.steps = 30});
    const struct found_neurons found = rig_finish(rig)->verdicts.found[0].neurons[0];

    cr_expect_eq(found.found, 1);
    cr_expect_eq(found.all.gradients, 0.0);
    for (size_t e = 0; e < rig->events; e++)
        cr_expect_neq(rig->event[e].kind, EVENT_FOUND);
    rig_destroy(rig);
}

/* With two layers each has its own: the inner one by its mean overlap. */
Test(found, is_told_layer_by_layer)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);

    rig_start(rig,
              TINY({"gamma", "0.25,0.25"}, {"activation", "tanh2"}, {"alpha", "9"},
                   {"init", "teacher"}, {"algorithm", "adam"}, {"lr", "1e-6"}),
              (struct limits){.steps = 9});
    const struct findings *found = &rig_finish(rig)->verdicts.found[0];

    cr_expect_eq(found->neurons[0].neurons, 3);
    cr_expect_eq(found->neurons[0].found, 3);
    cr_expect_eq(found->neurons[0].judged, 3);
    cr_expect_eq(found->neurons[1].found, 0);
    cr_expect_eq(found->neurons[1].judged, 0, "three inputs: all overlaps are chance");
    rig_destroy(rig);
}

#define CHAIN                                                                                      \
    {"d", "6"}, {"alpha", "2"}, {"noise", "0.5"}, {"activation", "relu"}, {"algorithm", "hmc"},    \
        {"step", "0.1"},                                                                           \
    {                                                                                              \
        "measure_every", "10"                                                                      \
    }

Test(against_theory, holds_the_mean_of_the_rows_against_their_theory)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);

    rig_start(rig, TINY(CHAIN), (struct limits){.steps = 900});
    const struct snapshot *end = rig_finish(rig);
    const struct against_theory *best = &end->verdicts.health.optimal[0];
    const struct deviation *eps = &best->at[0], *r2 = NULL;

    cr_expect_eq(eps->run.mean, end->verdicts.health.eps.mean, "the only replica's");
    cr_expect_eq(eps->run.se, end->verdicts.health.eps.se);
    cr_expect_eq(eps->theory, rig->sample[rig->samples - 1].value[SERIES_OPT]);
    cr_expect(fabs(eps->excess * eps->theory - (eps->run.mean - eps->theory)) < 1e-12);
    cr_expect_neq(eps->verdict, AGREEMENT_NONE);
    for (size_t i = 0; i < COMPARED_MAX; i++) {
        const enum series series = against_theory_series(i);

        if (series == SERIES_R2)
            r2 = &best->at[i];
        if (series == SERIES_Q21 || series == SERIES_Q1)
            cr_expect_eq(best->at[i].verdict, AGREEMENT_NONE, "one layer has none");
    }
    cr_assert_not_null(r2);
    cr_expect(r2->theory > 0.0 && r2->theory < 1.0);
    cr_expect(isfinite(r2->run.mean));
    rig_destroy(rig);
}

/*
 * gamp-rie holds the posterior mean of S0. Its r2 is 1 - mmse_S / 2, with mmse_S from eps_uni by
 * THEORY section 4 at Q = 0, eps = mu_2^2 mmse_S / 2 + g(1); of relu mu_2^2 = 1 / (2 pi), g(1) =
 * 1/4 - 3 / (4 pi). The run is within a quarter of its distance from 1 (d = 40; half a sample's).
 */
Test(against_theory, r2_of_a_posterior_mean_is_half_as_far_from_one_as_that_of_a_sample)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);

    rig_start(rig,
              TINY({"d", "40"}, {"alpha", "2"}, {"noise", "0.1"}, {"activation", "relu"},
                   {"algorithm", "gamp-rie"}, {"measure_every", "1"}),
              (struct limits){.steps = 30});
    const struct snapshot *end = rig_finish(rig);
    const struct against_theory *nearest = &end->verdicts.health.nearest[0];
    const double eps = rig->sample[rig->samples - 1].value[SERIES_UNI];
    const double distance = (eps - (0.25 - 0.75 / M_PI)) * 2.0 * M_PI;

    cr_assert_str_eq(nearest->branch, "universal");
    for (size_t i = 0; i < COMPARED_MAX; i++) {
        const struct deviation *at = &nearest->at[i];

        if (against_theory_series(i) != SERIES_R2)
            continue;
        cr_expect_float_eq(1.0 - at->theory, distance, 1e-6);
        cr_expect_float_eq((1.0 - at->run.mean) / (1.0 - at->theory), 1.0, 0.25);
    }
    rig_destroy(rig);
}

Test(against_theory, has_no_branch_without_theory)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);

    rig_start(rig, TINY({"gamma", "0.25,0.25"}, {"activation", "relu"}),
              (struct limits){.steps = 20});
    cr_expect_str_empty(rig_finish(rig)->verdicts.health.nearest[0].branch);
    rig_destroy(rig);
}
