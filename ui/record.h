/* ui: what the engine has told of one run: trajectories, events, the newest snapshot. */
#ifndef PLATEAU_UI_RECORD_H
#define PLATEAU_UI_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "history.h"
#include "plateau/engine.h"

enum { NOTES_MAX = 256, STANDS_MAX = 64 };

/* Whose errors a curve is made of; they differ by a factor (view_meaning_of_eps). */
enum { EPS_OF_OPTIMISER = 1, EPS_OF_SAMPLER = 2 };

/* An event with the label of its line on the plot: A1, S1, E1, P1, Z1; "" for none. */
struct note {
    struct event event;
    char label[8];
};

/* The error that replica 0 had last at one alpha. */
struct stand {
    double alpha, eps; /* eps NaN: never measured there */
    uint64_t from, to; /* steps at the first measurement there and at the last */
};

/* Owned by: UI. */
struct record {
    uint32_t run;        /* messages of other runs are dropped */
    bool has_snapshot;   /* before: only state and config of `now` mean something */
    bool is_over;        /* MESSAGE_END came */
    struct snapshot now; /* the newest taken; now.neuron, now.map are our own copies */
    struct history replica[REPLICAS_MAX];
    size_t replicas;                 /* heard of so far */
    unsigned eps_kinds;              /* bits of the above, so far */
    struct note note[NOTES_MAX];     /* a ring: note i stands at i % NOTES_MAX */
    size_t notes;                    /* ever */
    unsigned labels[EVENT_DONE + 1]; /* given out so far, by kind */
    uint64_t plateau_start;          /* first step of the plateau that has the newest P label */
    struct escape escape;            /* the last of replica 0, also after changes */
    struct stand stand[STANDS_MAX];  /* a ring, as note */
    size_t stands;                   /* ever */
    struct chart chart;              /* the newest theory; its run is 0 before the first */
    struct chart old_chart;          /* one of other parameters that had got at least as far */
};

void record_init(struct record *record);
void record_fini(struct record *record);

/** Forgets the run before; run number `run` is being set up. */
void record_start(struct record *record, uint32_t run, const struct config *config);

/** Takes in a message of this run; false for one of another run. */
bool record_take_message(struct record *record, const struct message *message);
void record_take_snapshot(struct record *record, const struct snapshot *snapshot);

/** What the algorithm in force holds in place of neurons ("matrix"); NULL where it has some. */
const char *record_holds(const struct record *record);

/** Copies a chart of this run if it tells more than the one at hand; returns whether it did. */
bool record_take_chart(struct record *record, const struct chart *chart);

/** The theory of this run that has come at least as far as `state`: of the parameters in force if
 * there is one, else of those before (record_is_old); NULL when neither has, or no theory exists.
 */
const struct chart *record_chart(const struct record *record, enum chart_state state);

/** Whether the chart is that of another alpha or noise than those in force. */
bool record_is_old(const struct record *record, const struct chart *chart);

/** Makes `to` (initialised) equal to `from`. */
void record_copy(struct record *to, const struct record *from);

/** The note `back` places before the newest; NULL past the oldest kept. */
const struct note *record_note(const struct record *record, size_t back);

/** Where the run stood, `back` changes of alpha ago: 0 is here; NULL past the oldest kept. */
const struct stand *record_stand(const struct record *record, size_t back);

/** The largest alpha that the run has made steps at before, when it exceeds the present one: its
 * weights remember rows that are hidden now. NaN otherwise. */
double record_remembered(const struct record *record);

/** The newest value of a series, replica 0; NaN when there is none. */
double record_value(const struct record *record, enum series series);

/** The run has ended, by itself or from outside: nothing changes any more. */
bool record_is_over(const struct record *record);

#endif
