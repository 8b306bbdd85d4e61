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
    for (size_t i = 0; i < MAILBOX_SLOTS; i++)
        free(snapshots->slot[i].neuron);
}

enum status snapshots_reserve(struct snapshots *snapshots, size_t neurons, struct error *err)
{
    for (size_t i = 0; i < MAILBOX_SLOTS; i++) {
        struct snapshot *slot = &snapshots->slot[i];

        if (slot->neuron_capacity >= neurons)
            continue;
        float *neuron = memory_zeroed(neurons, sizeof *neuron);
        if (!neuron)
            return error_set(err, STATUS_NO_MEMORY, "d: no memory for %zu neurons", neurons);
        free(slot->neuron);
        slot->neuron = neuron;
        slot->neuron_capacity = neurons;
        slot->neurons = 0;
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

    *snapshot = (struct snapshot){.run = run,
                                  .revision = revision,
                                  .state = RUN_SETUP,
                                  .config = *config,
                                  .n = config_n(config),
                                  .neuron = neuron,
                                  .neuron_capacity = capacity};
    snapshot->chance.q21 = snapshot->chance.mean = (double)NAN;
    for (size_t l = 0; l < DEPTH_MAX; l++)
        snapshot->chance.q[l] = (double)NAN;
    for (size_t r = 0; r < REPLICAS_MAX; r++)
        for (size_t i = 0; i < SERIES_COUNT; i++)
            snapshot->last[r].value[i] = (double)NAN;
}
