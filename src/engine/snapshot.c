#include "snapshot.h"

#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"

void snapshots_init(struct snapshots *snapshots)
{
    mailbox_init(&snapshots->mailbox);
    snapshots->any = false;
}

void snapshots_fini(struct snapshots *snapshots)
{
    for (size_t i = 0; i < MAILBOX_SLOTS; i++) {
        free(snapshots->slot[i].neuron);
        free(snapshots->slot[i].map);
    }
}

/* Growing discards the contents of the block. */
static bool grow(float **block, size_t *capacity, size_t count)
{
    if (*capacity >= count)
        return true;
    float *larger = memory_zeroed(count, sizeof *larger);
    if (!larger)
        return false;
    free(*block);
    *block = larger;
    *capacity = count;
    return true;
}

enum status snapshots_reserve(struct snapshots *snapshots, size_t neurons, size_t cells,
                              struct error *err)
{
    for (size_t i = 0; i < MAILBOX_SLOTS; i++) {
        struct snapshot *slot = &snapshots->slot[i];

        slot->neurons = slot->map_rows = slot->map_columns = 0;
        if (!grow(&slot->neuron, &slot->neuron_capacity, 2 * neurons) ||
            !grow(&slot->map, &slot->map_capacity, cells))
            return error_set(err, STATUS_NO_MEMORY, "d: out of memory: no room for %zu neurons",
                             neurons);
    }
    return STATUS_OK;
}

struct snapshot *snapshots_to_fill(struct snapshots *snapshots)
{
    return &snapshots->slot[snapshots->mailbox.write];
}

void snapshots_publish(struct snapshots *snapshots)
{
    mailbox_publish_slot(&snapshots->mailbox);
}

const struct snapshot *snapshots_latest(struct snapshots *snapshots)
{
    if (mailbox_take_latest(&snapshots->mailbox))
        snapshots->any = true;
    return snapshots->any ? &snapshots->slot[snapshots->mailbox.read] : NULL;
}

void snapshot_begin(struct snapshot *snapshot, uint32_t run, uint32_t revision,
                    const struct config *config)
{
    float *const neuron = snapshot->neuron;
    const size_t capacity = snapshot->neuron_capacity;
    float *const map = snapshot->map;
    const size_t map_capacity = snapshot->map_capacity;

    *snapshot = (struct snapshot){.run = run,
                                  .revision = revision,
                                  .state = RUN_SETUP,
                                  .config = *config,
                                  .n = config_n(config),
                                  .neuron = neuron,
                                  .neuron_capacity = capacity,
                                  .map = map,
                                  .map_capacity = map_capacity};
    snapshot->chance.q21 = snapshot->chance.mean = (double)NAN;
    for (size_t l = 0; l < DEPTH_MAX; l++)
        snapshot->chance.q[l] = (double)NAN;
    verdicts_init(&snapshot->verdicts);
    for (size_t r = 0; r < REPLICAS_MAX; r++)
        for (size_t i = 0; i < SERIES_COUNT; i++)
            snapshot->last[r].value[i] = (double)NAN;
}
