/* The thread that owns a run. */
#ifndef PLATEAU_ENGINE_WORKER_H
#define PLATEAU_ENGINE_WORKER_H

#include "bus.h"
#include "snapshot.h"
#include "theorist.h"

/* The worker's task. Everything borrowed outlives the worker. */
struct assignment {
    struct bus *bus;
    struct snapshots *snapshots; /* the worker owns their producer side while it runs */
    struct theorist *theorist;   /* solves the theory of a watched run; else NULL */
    void (*hook)(void);          /* runs first on the thread; may be NULL */
    size_t threads;
    const struct tile_ops *tiles; /* NULL: the best */
    uint32_t run;
    uint32_t revision; /* the run's first */
    const struct config *config;
    struct limits limits;
    bool watched;
};

struct worker; /* created, used and destroyed by the engine's owner */

/** Publishes RUN_SETUP, then starts the thread; NULL with the reason in err. */
struct worker *worker_create(const struct assignment *assignment, struct error *err);

/** Stops the run at any state and joins the thread; takes NULL. */
void worker_destroy(struct worker *worker);

enum status worker_post(struct worker *worker, const struct command *command, struct error *err);

/** Returns whether the last snapshot is out; MESSAGE_END follows at once. */
bool worker_is_over(const struct worker *worker);

#endif
