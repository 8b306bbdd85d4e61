/* The JSON summary of a run; its keys: README.md. */
#ifndef PLATEAU_APP_SUMMARY_H
#define PLATEAU_APP_SUMMARY_H

#include <stdint.h>
#include <stdio.h>

#include "plateau/engine.h"

/**
 * Prints one object on one line; numbers read back exactly; a missing number is null.
 *
 * snapshot  the last one of the run
 * rows      rows measured
 * kernel    the name of the products that computed it (plateau/tile.h)
 */
void summary_print(const struct snapshot *snapshot, uint64_t rows, const char *kernel, FILE *out);

/** Returns done, limit, diverged, interrupted, or failed. */
const char *summary_status(enum run_state state);

#endif
