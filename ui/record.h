/*
 * ui: everything that the UI has received about one run: trajectories, events, the newest snapshot.
 */
#ifndef PLATEAU_UI_RECORD_H
#define PLATEAU_UI_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "history.h"
#include "plateau/engine.h"

enum { NOTES_MAX = 256, VISITS_MAX = 64 };

/* The kinds of eps a curve holds; they differ by a factor (view_meaning_of_eps). */
enum { EPS_OF_OPTIMISER = 1, EPS_OF_SAMPLER = 2 };

/* An event with the label of its line on the plot: A1, S1, E1, P1, Z1; "" for none. */
struct note {
    struct event event;
    char label[8];
};

/* The last error of replica 0 at one alpha. */
struct visit {
    double alpha, eps; /* eps NaN: never measured there */
    uint64_t from, to; /* steps at the first and at the last measurement there */
};

/* Owned by: UI. */
struct record {
    uint32_t run;        /* messages of other runs are dropped */
    bool has_snapshot;   /* while false, only state and config of `now` are valid */
    bool is_over;        /* MESSAGE_END has arrived */
    struct snapshot now; /* the newest; now.neuron, now.map are our own copies */
    struct history replica[REPLICAS_MAX];
    size_t replicas;                 /* how many have reported so far */
    unsigned eps_kinds;              /* the bits above, for the kinds seen so far */
    struct note note[NOTES_MAX];     /* a ring: note i stands at i % NOTES_MAX */
    size_t notes;                    /* notes ever taken */
    unsigned labels[EVENT_DONE + 1]; /* labels given out so far, by kind */
    uint64_t plateau_start;          /* first step of the plateau that has the newest P label */
    struct escape escape;            /* the last one of replica 0, also after changes */
    struct visit visit[VISITS_MAX];  /* a ring, like note */
    size_t visits;                   /* places ever taken */
    struct chart chart;              /* the newest theory; its run is 0 before the first */
    struct chart old_chart; /* a chart of other parameters that was solved at least as far */
};

void record_init(struct record *record);
void record_fini(struct record *record);

/** Forgets the former run; run number `run` is being set up. */
void record_start(struct record *record, uint32_t run, const struct config *config);

/** Takes in a message of this run; returns false for a message of another run. */
bool record_take_message(struct record *record, const struct message *message);
void record_take_snapshot(struct record *record, const struct snapshot *snapshot);

/**
 * Returns what the algorithm in force holds in place of neurons ("matrix"); NULL where it has
 * neurons.
 */
const char *record_holds(const struct record *record);

/**
 * Copies a chart of this run if it was solved farther than the present one; returns whether it did.
 */
bool record_take_chart(struct record *record, const struct chart *chart);

/**
 * Returns the theory of this run that is solved at least up to `state`: of the parameters in force,
 * else of the former ones (record_is_old); NULL when neither is, or the setting lacks a theory.
 */
const struct chart *record_chart(const struct record *record, enum chart_state state);

/** Returns whether the chart belongs to another alpha or noise than those in force. */
bool record_is_old(const struct record *record, const struct chart *chart);

/** Makes `to` (initialised) equal to `from`. */
void record_copy(struct record *to, const struct record *from);

/** Returns the note `back` places before the newest; NULL past the oldest kept. */
const struct note *record_note(const struct record *record, size_t back);

/** Returns where the run was `back` changes of alpha ago: 0 is here; NULL past the oldest kept. */
const struct visit *record_visit(const struct record *record, size_t back);

/**
 * Returns the largest earlier alpha at which the run has made steps, when it exceeds the present
 * alpha: the weights remember rows that are hidden now. NaN otherwise.
 */
double record_remembered(const struct record *record);

/** Returns the newest value of a series, replica 0; NaN when it is not available. */
double record_value(const struct record *record, enum series series);

/** Returns whether the run has ended, by itself or from outside: the record stays as it is. */
bool record_is_over(const struct record *record);

#endif
