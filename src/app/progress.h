/* What a headless run tells the people watching, on stderr. */
#ifndef PLATEAU_APP_PROGRESS_H
#define PLATEAU_APP_PROGRESS_H

#include <stdbool.h>

#include "plateau/engine.h"

/* Owned by: the main thread. */
struct progress {
    bool quiet;
    bool live;   /* stderr is a terminal: one line is rewritten */
    bool shown;  /* that line is on the screen now */
    double next; /* seconds at which it may be rewritten */
    uint64_t replicas;
    struct limits limits;
};

void progress_init(struct progress *progress, bool quiet, const struct limits *limits);

/** Title, what to watch for, sizes.
 * overridden  the preset's text speaks of other values than the run has */
void progress_begin(struct progress *progress, const struct config *config, bool overridden);

/** Rewrites the line, at most twice a second. */
void progress_show(struct progress *progress, const struct snapshot *snapshot);

/** Plateaus, escapes, changes and refusals, one line each. */
void progress_tell(struct progress *progress, const struct event *event);

/** The closing line. */
void progress_end(struct progress *progress, const struct snapshot *snapshot);

#endif
