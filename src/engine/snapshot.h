/* The three preallocated slots in which a worker publishes the state of its run. */
#ifndef PLATEAU_ENGINE_SNAPSHOT_H
#define PLATEAU_ENGINE_SNAPSHOT_H

#include "mailbox.h"
#include "plateau/engine.h"

struct snapshots {
    struct mailbox mailbox;
    struct snapshot slot[MAILBOX_SLOTS]; /* each owned by whoever holds its number */
    bool any;                            /* owned by: consumer */
};

void snapshots_init(struct snapshots *snapshots);
void snapshots_fini(struct snapshots *snapshots);

/**
 * Makes room for the overlaps of so many neurons, and a map of so many cells, in every slot. Call
 * it only while no worker runs.
 */
enum status snapshots_reserve(struct snapshots *snapshots, size_t neurons, size_t cells,
                              struct error *err);

/** Producer: returns the slot to fill; its arrays stay. */
struct snapshot *snapshots_to_fill(struct snapshots *snapshots);
void snapshots_publish(struct snapshots *snapshots);

/** Consumer: returns the newest; NULL before the first. */
const struct snapshot *snapshots_latest(struct snapshots *snapshots);

/** Sets everything as before a run's first step: config, sizes, NaN for every observable. */
void snapshot_begin(struct snapshot *snapshot, uint32_t run, uint32_t revision,
                    const struct config *config);

#endif
