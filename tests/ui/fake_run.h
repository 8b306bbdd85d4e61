/*
 * tests: an invented run, passed to a view as the engine would: a power law down to a plateau at
 * .162, an escape, a second power law. Times come from the events, not from a clock.
 */
#ifndef PLATEAU_TESTS_FAKE_RUN_H
#define PLATEAU_TESTS_FAKE_RUN_H

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plateau/learner.h"
#include "plateau/meter.h"
#include "view.h"

enum { FAKE_RUN = 3, FAKE_REVISION = 7 };

static const double fake_level = 0.162;
static const double fake_flat_from = 6.5, fake_flat_to = 126.0;

static inline double fake_eps(double t)
{
    const double fall = fake_level + 0.9 * pow(t / 1.5, -2.0) / (1.0 + pow(t / 1.5, -2.0));

    return t < fake_flat_to ? fall : fall * pow(t / fake_flat_to, -2.6);
}

static inline double fake_q(double t)
{
    return 0.97 / (1.0 + exp(-6.0 * log10(t / 210.0)));
}

static inline struct view *fake_view(const char *preset)
{
    struct view *view = calloc(1, sizeof *view);
    struct config config;
    struct error err;

    config_init(&config, learner_schema());
    cr_assert_eq(config_load(&config, learner_schema(), preset, &err), STATUS_OK, "%s", err.text);
    view_init(view, learner_schema(), 2);
    view_start(view, FAKE_RUN, &config);
    view->rows = 24;
    view->columns = 80;
    return view;
}

static inline void fake_end(struct view *view)
{
    view_fini(view);
    free(view);
}

static inline struct measurement fake_sample(const struct view *view, double t, unsigned replica)
{
    const struct learner_ops *learner = learner_find(view_config(view)->algorithm);
    struct measurement sample = {.revision = FAKE_REVISION,
                                 .replica = replica,
                                 .step = (uint64_t)(4.0 * t),
                                 .gradients = t,
                                 .seconds = 0.016 * t,
                                 .alpha = view_config(view)->alpha,
                                 .eps_kind = learner->eps};

    snprintf(sample.learner, sizeof sample.learner, "%s", learner->name);
    for (size_t s = 0; s < SERIES_COUNT; s++)
        sample.value[s] = (double)NAN;
    if (t > 0.0) {
        sample.value[SERIES_EPS] = fake_eps(t) * (1.0 + 0.5 * replica);
        sample.value[SERIES_EPS_SE] = 0.006 * fake_eps(t);
        sample.value[SERIES_TRAIN] = 0.94 * fake_eps(t);
        sample.value[SERIES_Q] = fake_q(t);
        sample.value[SERIES_Q_V1] = fake_q(t);
        sample.value[SERIES_Q_NULL] = 0.195;
    }
    return sample;
}

static inline void fake_tell(struct view *view, const struct measurement *sample)
{
    const struct message message = {
        .kind = MESSAGE_MEASUREMENT, .run = FAKE_RUN, .measurement = *sample};

    view_take_message(view, &message);
}

static inline void fake_event(struct view *view, enum event_kind kind, double t, uint32_t revision,
                              const char *text)
{
    struct message message = {.kind = MESSAGE_EVENT,
                              .run = FAKE_RUN,
                              .event = {.kind = kind,
                                        .revision = revision,
                                        .step = (uint64_t)(4.0 * t),
                                        .gradients = t,
                                        .seconds = 0.016 * t}};

    /* 23:06:40 UTC and on, so that a day ends in between. */
    message.event.wall.tv_sec = 1700003200 + (time_t)t * 7;
    snprintf(message.event.text, sizeof message.event.text, "%s", text);
    view_take_message(view, &message);
}

/* The measurements up to t, 40 a decade from a quarter gradient on. */
static inline double fake_run_to(struct view *view, double from, double to)
{
    double t = from;

    for (; t <= to; t *= pow(10.0, 1.0 / 40.0)) {
        const struct measurement sample = fake_sample(view, t, 0);
        fake_tell(view, &sample);
    }
    return t;
}

/* Overlaps of all pairs: the neurons' own on the diagonal, ever less away from it. */
static inline void fake_map(struct snapshot *snapshot)
{
    enum { CELLS = NEURON_MAP_MAX * NEURON_MAP_MAX };
    static float map[CELLS];
    size_t side;

    meter_map_shape(&snapshot->config, &side, &side);
    snapshot->map = map;
    snapshot->map_capacity = CELLS;
    snapshot->map_rows = snapshot->map_columns = side;
    for (size_t r = 0; r < side; r++)
        for (size_t c = 0; c < side; c++)
            map[r * side + c] = snapshot->neuron[c] / (1.0F + 3.0F * fabsf((float)r - (float)c));
}

/* Returns a snapshot at t in `state`, with neurons found one after the other. */
static inline void fake_show(struct view *view, double t, enum run_state state)
{
    static float neuron[512];
    struct snapshot snapshot = {.run = FAKE_RUN,
                                .revision = FAKE_REVISION,
                                .state = state,
                                .config = *view_config(view),
                                .step = (uint64_t)(4.0 * t),
                                .gradients = t,
                                .seconds = 0.016 * t,
                                .steps_per_second = 231.0,
                                .gradients_per_second = 57.8,
                                .flops = 24.9e9,
                                .memory = 62.5e6,
                                .groups = 1,
                                .neuron = neuron,
                                .neuron_capacity = 512};

    snapshot.n = config_n(&snapshot.config);
    snapshot.neurons = config_readouts(&snapshot.config);
    for (size_t i = 0; i < snapshot.neurons; i++) {
        const double late =
            0.7 + 0.6 * (double)((i * 37) % snapshot.neurons) / (double)snapshot.neurons;
        neuron[i] = (float)fake_q(t / late);
        neuron[snapshot.neurons + i] = neuron[i] > 0.5F ? (float)(late * 100.0) : NAN;
        snapshot.specialised += (double)neuron[i] >= SPECIALISED_OVERLAP;
    }
    fake_map(&snapshot);
    for (unsigned i = 0; i < REPLICAS_MAX; i++)
        snapshot.last[i] = fake_sample(view, t, i);
    if (t > 2.5 * fake_flat_from) {
        snapshot.verdicts.found[0].plateau[snapshot.verdicts.found[0].plateaus++] =
            (struct plateau){.start = (uint64_t)(4.0 * fake_flat_from),
                             .end = (uint64_t)(4.0 * fmin(t, fake_flat_to)),
                             .start_gradients = fake_flat_from,
                             .end_gradients = fmin(t, fake_flat_to),
                             .level = fake_level,
                             .open = t < fake_flat_to};
    }
    if (t > 140.0)
        snapshot.verdicts.found[0].escape = (struct escape){true, 548, 137.0};
    view_take_snapshot(view, &snapshot);
}

/* The whole story up to t, with its events. */
static inline struct view *fake_story(const char *preset, double t)
{
    struct view *view = fake_view(preset);

    fake_event(view, EVENT_STARTED, 0.0, 1, "started with adam, n = 72000");
    fake_run_to(view, 0.25, t);
    if (t > 20.0)
        fake_event(view, EVENT_PLATEAU, 20.0, 1, "plateau found at 0.162, flat since step 26");
    if (t > 140.0) {
        fake_event(view, EVENT_LEFT, 140.0, 1,
                   "plateau left: 0.162 for 1.29 decades, until step 504");
        fake_event(view, EVENT_ESCAPE, 140.0, 1, "escape at step 548, 137.0 gradients");
    }
    fake_show(view, t, RUN_RUNNING);
    view_follow(view);
    return view;
}

#endif
