/*
 * core: a fork-join team inside one worker. The caller fixes the chunks, so that results do not
 * depend on the team. The thread that created a team uses it; tasks run on all threads of the team.
 */
#ifndef PLATEAU_TEAM_H
#define PLATEAU_TEAM_H

#include <stddef.h>

#include "plateau/status.h"

struct team; /* owned by: the worker that created it */

/** Makes a team of `threads` >= 1, the caller among them; NULL with a reason in err. */
struct team *team_create(size_t threads, struct error *err);
void team_destroy(struct team *team);

size_t team_threads(const struct team *team);

/**
 * Runs task(context, chunk, thread) once for each chunk < chunks, and returns when all are done.
 * Any thread (< team_threads) may take any chunk: results must not depend on which.
 */
void team_run(struct team *team, size_t chunks,
              void (*task)(void *context, size_t chunk, size_t thread), void *context);

/**
 * Returns how many processors this process may use: those of its affinity mask, at most as many as
 * the quotas of its control groups pay for. At least 1.
 */
size_t team_processors(void);

#endif
