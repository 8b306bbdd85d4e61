/*
 * runner: one experiment from its config to its outcome, for every command that runs one. A runner
 * owns the engine and the program's signals; its caller says where the messages go. Main thread
 * only; one runner in a process, made before any other thread.
 */
#ifndef PLATEAU_RUNNER_H
#define PLATEAU_RUNNER_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/engine.h"

struct runner;

/* The threads and products that the runs compute with. */
struct machine {
    size_t threads;               /* >= 1 */
    const struct tile_ops *tiles; /* plateau/tile.h; NULL: the best that this processor has */
};

/* A place that messages go to: rows in a file, a line on stderr. A function that is NULL is not
 * called. */
struct sink {
    void *self; /* the first argument of each function */
    /** Takes one message, in the order in which the run sent it; `now` is at least as new. */
    void (*take)(void *self, const struct message *message, const struct snapshot *now);
    /** Looks at the run: after each measurement, and some 20 times a second without one. */
    void (*look)(void *self, const struct snapshot *now);
    /** True when the sink can take no more (a full disk): the run is then stopped. */
    bool (*is_broken)(const void *self);
};

/* How a run ended. */
struct outcome {
    const struct snapshot *last; /* valid until the runner runs again or is destroyed */
    int signal;                  /* that stopped it; 0: none */
};

/**
 * Reads the config of a run: a preset, then `count` settings over it. Refuses what no run could
 * make of it: values out of range or at odds with each other, a learner that does not take them.
 * returns  STATUS_OK, or why not in err
 */
enum status runner_read(struct config *config, const char *preset, const struct setting settings[],
                        size_t count, struct error *err);

/**
 * Takes the process's signals, then makes an engine.
 * screen   also take the signals of a terminal: a change of its size, stop and continue
 * returns  NULL with a reason in err
 */
struct runner *runner_create(const struct machine *machine, bool screen, struct error *err);

/** Stops what runs. NULL is fine. Signals stay taken until the process ends. */
void runner_destroy(struct runner *runner);

/** For who follows a run otherwise than by runner_run, as the screen does: the engine, and the
 * read end of a pipe with one byte per signal, its number. */
struct engine *runner_engine(struct runner *runner);
int runner_signal_fd(const struct runner *runner);

/**
 * Runs a checked config to its end and hands each message to every sink. A signal that asks the
 * program to end stops the run, and so does a broken sink.
 * returns  STATUS_OK when the run was started, whatever became of it: *outcome says that
 */
enum status runner_run(struct runner *runner, const struct config *config,
                       const struct limits *limits, const struct sink sinks[], size_t count,
                       struct outcome *outcome, struct error *err);

#endif
