/*
 * engine: commands, which go in, and measurements and events, which come out; all are copied by
 * value from thread to thread. No functions.
 */
#ifndef PLATEAU_MESSAGE_H
#define PLATEAU_MESSAGE_H

#include <stdint.h>
#include <time.h>

#include "plateau/config.h"
#include "plateau/measurement.h"
#include "plateau/verdicts.h"

enum event_kind {
    EVENT_STARTED,
    EVENT_ALPHA,
    EVENT_PARAM,     /* any other live parameter */
    EVENT_ALGORITHM, /* switched */
    EVENT_PAUSED,
    EVENT_RESUMED,
    EVENT_PLATEAU, /* the text says since when and at which level */
    EVENT_LEFT,
    EVENT_ESCAPE,
    EVENT_PASSAGE,   /* eps is below the middle between the theory's branches for the first time */
    EVENT_FOUND,     /* half, or all of a layer's neurons: the text says which */
    EVENT_NISHIMORI, /* the verdict changed to ok or off; the text has the figures */
    EVENT_REFUSED,   /* a change was impossible; the text says why; the run goes on as before */
    EVENT_WARNING,   /* the run goes on, but something is wrong; the text says what would help */
    EVENT_DIVERGED,
    EVENT_DONE, /* the limit or the goal was reached */
};

/* Something that a person wants to see in a list and as a line on the plot. */
struct event {
    enum event_kind kind;
    uint32_t revision;
    uint32_t replica;
    uint64_t step;
    double gradients;
    double seconds;
    struct timespec wall;   /* CLOCK_REALTIME */
    struct plateau plateau; /* EVENT_PLATEAU, EVENT_LEFT */
    char text[160];
};

enum message_kind { MESSAGE_MEASUREMENT, MESSAGE_EVENT, MESSAGE_END };

/* What a subscriber receives. MESSAGE_END is the last of a run. */
struct message {
    enum message_kind kind;
    uint32_t run;
    union {
        struct {
            struct measurement measurement;
            unsigned news; /* what the measurement changed: a set of enum news */
        };
        struct event event;
    };
};

enum command_kind {
    COMMAND_SET, /* key = value, as for -s; live parameters only */
    COMMAND_PAUSE,
    COMMAND_RESUME,
    COMMAND_ONE, /* when paused: go on to the next measurement, then pause again */
    COMMAND_STOP,
};

struct command {
    enum command_kind kind;
    uint32_t revision; /* COMMAND_SET: carried by every message after the change took effect */
    char key[24];
    char value[96];
};

#endif
