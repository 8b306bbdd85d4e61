/* Exit statuses; scripts rely on them (README.md). */
#ifndef PLATEAU_APP_EXIT_STATUS_H
#define PLATEAU_APP_EXIT_STATUS_H

#include "plateau/status.h"

enum exit_status {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,   /* while running */
    EXIT_USAGE = 2,    /* wrong usage or invalid input */
    EXIT_MISSED = 3,   /* --until not reached within the limits */
    EXIT_DIVERGED = 4, /* non-finite or exploding loss */
    EXIT_SIGNAL = 128, /* + n after signal n */
};

/** Says on stderr why the program ends; returns status. */
int exit_because(enum exit_status status, const struct error *err);

/** Does the same where the input was refused: status 2, or 1 when out of memory. */
int exit_refused(const struct error *err);

#endif
