/* The thread that owns a run. */
#ifndef PLATEAU_ENGINE_WORKER_H
#define PLATEAU_ENGINE_WORKER_H

#include "bus.h"
#include "snapshot.h"
#include "theorist.h"

/* What a worker is to do. Everything borrowed outlives it. */
struct assignment {
    struct bus *bus;
    struct snapshots *snapshots; /* its producer side belongs to the worker while it runs */
    struct theorist *theorist;   /* solves the theory of a run that somebody watches; else NULL */
    void (*hook)(void);          /* first on the thread; may be NULL */
    size_t threads;
    const struct tile_ops *tiles; /* NULL: the best */
    uint32_t run;
    uint32_t revision; /* the run's first */
    const struct config *config;
    struct limits limits;
    bool watched;
};

struct worker; /* created, used and destroyed by the engine's owner */

/** Publishes RUN_SETUP, then starts the thread; NULL with a reason. */
struct worker *worker_create(const struct assignment *assignment, struct error *err);

/** Stops the run wherever it stands and joins the thread; takes NULL. */
void worker_destroy(struct worker *worker);

enum status worker_post(struct worker *worker, const struct command *command, struct error *err);

/** The last snapshot is out, and MESSAGE_END is or will be at once. */
bool worker_is_over(const struct worker *worker);

#endif
