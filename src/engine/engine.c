#include "plateau/engine.h"

#include <stdlib.h>

#include "plateau/memory.h"
#include "plateau/meter.h"
#include "theorist.h"
#include "worker.h"

/* Owned by: the thread that created it. The worker uses the bus and the snapshots, too. */
struct engine {
    size_t threads;
    const struct tile_ops *tiles;
    void (*hook)(void);
    struct bus bus;
    struct snapshots snapshots;
    struct worker *worker;     /* of the newest run; NULL before the first */
    struct theorist *theorist; /* NULL before the first run that is watched */
    uint32_t run;
    uint32_t revision; /* the newest revision in use */
};

struct engine *engine_create(size_t threads, struct error *err)
{
    if (threads < 1) {
        error_set(err, STATUS_INVALID, "threads: 0 is too few; at least 1 is needed");
        return NULL;
    }
    struct engine *engine = memory_zeroed(1, sizeof *engine);
    if (!engine) {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room for an engine");
        return NULL;
    }
    engine->threads = threads;
    snapshots_init(&engine->snapshots);
    return engine;
}

void engine_destroy(struct engine *engine)
{
    if (!engine)
        return;
    engine_stop(engine);
    theorist_destroy(engine->theorist);
    bus_fini(&engine->bus);
    snapshots_fini(&engine->snapshots);
    free(engine);
}

void engine_stop(struct engine *engine)
{
    worker_destroy(engine->worker);
    engine->worker = NULL;
}

void engine_set_thread_hook(struct engine *engine, void (*hook)(void))
{
    engine->hook = hook;
}

void engine_set_tiles(struct engine *engine, const struct tile_ops *tiles)
{
    engine->tiles = tiles;
}

struct subscriber *engine_subscribe(struct engine *engine, enum subscription kind, int notify_fd)
{
    return bus_subscribe(&engine->bus, kind, notify_fd);
}

uint32_t engine_start(struct engine *engine, const struct config *config,
                      const struct limits *limits, bool watched, struct error *err)
{
    size_t rows, columns;

    engine_stop(engine);
    meter_map_shape(config, &rows, &columns);
    if (snapshots_reserve(&engine->snapshots, config_readouts(config), rows * columns, err) !=
        STATUS_OK)
        return 0;
    if (watched && !engine->theorist)
        engine->theorist = theorist_create(engine->hook, err);
    if (watched && !engine->theorist)
        return 0;
    engine->worker =
        worker_create(&(struct assignment){.bus = &engine->bus,
                                           .snapshots = &engine->snapshots,
                                           .theorist = watched ? engine->theorist : NULL,
                                           .hook = engine->hook,
                                           .threads = engine->threads,
                                           .tiles = engine->tiles,
                                           .run = engine->run + 1,
                                           .revision = engine->revision,
                                           .config = config,
                                           .limits = *limits,
                                           .watched = watched},
                      err);
    return engine->worker ? ++engine->run : 0;
}

enum status engine_post(struct engine *engine, struct command command, uint32_t *revision,
                        struct error *err)
{
    if (!engine->worker)
        return error_set(err, STATUS_INVALID, "no run has been started");
    command.revision = command.kind == COMMAND_SET ? engine->revision + 1 : 0;
    const enum status status = worker_post(engine->worker, &command, err);
    if (status != STATUS_OK || command.kind != COMMAND_SET)
        return status;
    engine->revision++;
    if (revision)
        *revision = command.revision;
    return STATUS_OK;
}

const struct snapshot *engine_snapshot(struct engine *engine)
{
    return snapshots_latest(&engine->snapshots);
}

const struct chart *engine_chart(struct engine *engine)
{
    const struct chart *chart = engine->theorist ? theorist_chart(engine->theorist) : NULL;

    return chart && chart->run == engine->run ? chart : NULL;
}

const struct chart *engine_wait_chart(struct engine *engine, double deadline)
{
    const struct chart *chart;

    if (!engine->theorist)
        return NULL;
    do
        chart = theorist_wait(engine->theorist, deadline);
    while (chart && chart->run != engine->run);
    return chart;
}

bool engine_is_over(const struct engine *engine)
{
    return !engine->worker || worker_is_over(engine->worker);
}
