/*
 * The thread that solves the theory of the watched run: first at its alpha, then the transitions,
 * the profile and the curves over alpha. A newer question ends the work on an older one between two
 * iterations; results that do not depend on the changed parameters are kept.
 */
#ifndef PLATEAU_ENGINE_THEORIST_H
#define PLATEAU_ENGINE_THEORIST_H

#include "plateau/chart.h"
#include "plateau/config.h"

struct theorist; /* created and destroyed by the engine's owner, who also reads its charts */

/* The question. Runs differ in everything; within a run only alpha and noise matter. */
struct question {
    uint32_t run, revision;
    struct config config;
    size_t groups; /* the run's readout groups; 0 while they are not known */
    struct readout_group group[Q_GROUPS_MAX];
};

/**
 * hook: runs first on the thread; may be NULL. Returns NULL with the reason in err when the thread
 * cannot start.
 */
struct theorist *theorist_create(void (*hook)(void), struct error *err);

/** Joins the thread, which takes at most the time to make one table; takes NULL. */
void theorist_destroy(struct theorist *theorist);

/** Any thread; the newest question replaces one that is not begun. */
void theorist_ask(struct theorist *theorist, const struct question *question);

/** Owner: returns the newest chart, immutable until the next call; NULL before the first. */
const struct chart *theorist_chart(struct theorist *theorist);

/**
 * Owner: sleeps until a chart comes that the owner has not seen, and returns the newest, immutable
 * until the next call. NULL when no chart came by the deadline, on clock_seconds().
 */
const struct chart *theorist_wait(struct theorist *theorist, double deadline);

#endif
