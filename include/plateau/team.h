/*
 * core: a fork-join team inside one worker. Chunks are fixed by the caller, so results are too. A
 * team is used by the thread that created it; tasks run on all of the team's.
 */
#ifndef PLATEAU_TEAM_H
#define PLATEAU_TEAM_H

#include <stddef.h>

#include "plateau/status.h"

struct team; /* owned by: the worker that created it */

/** A team of `threads` >= 1 (the caller is one of them); NULL with a reason in err. */
struct team *team_create(size_t threads, struct error *err);
void team_destroy(struct team *team);

size_t team_threads(const struct team *team);

/**
 * Runs task(context, chunk, thread) once for each chunk < chunks and returns when all are done.
 * Which thread (< team_threads) takes which chunk is not fixed: results must not depend on it.
 */
void team_run(struct team *team, size_t chunks,
              void (*task)(void *context, size_t chunk, size_t thread), void *context);

/** Processors this process may use: those of its affinity mask, at most as many as the quotas of
 * its control groups pay for. At least 1. */
size_t team_processors(void);

#endif
