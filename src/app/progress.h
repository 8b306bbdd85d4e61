/* What a run without a screen writes on stderr for the people who watch. */
#ifndef PLATEAU_APP_PROGRESS_H
#define PLATEAU_APP_PROGRESS_H

#include <stdbool.h>

#include "plateau/engine.h"

/* Owned by: the main thread. */
struct progress {
    bool quiet;
    bool live;   /* stderr is a terminal: one line is rewritten */
    bool shown;  /* that line is on the screen now */
    double next; /* seconds at which the line may be rewritten */
    uint64_t replicas;
    struct limits limits;
};

void progress_init(struct progress *progress, bool quiet, const struct limits *limits);

/**
 * Writes title, what to watch for, sizes.
 *
 * overridden  the preset's text describes other values than the run has
 */
void progress_begin(struct progress *progress, const struct config *config, bool overridden);

/** Rewrites the line, at most twice a second. */
void progress_show(struct progress *progress, const struct snapshot *snapshot);

/** Writes plateaus, escapes, changes and refusals, one line each. */
void progress_tell(struct progress *progress, const struct event *event);

/** Writes the closing line. */
void progress_end(struct progress *progress, const struct snapshot *snapshot);

#endif
