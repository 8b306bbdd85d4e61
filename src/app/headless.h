/* An experiment without a screen: rows on stdout or in a file, messages on stderr. */
#ifndef PLATEAU_APP_HEADLESS_H
#define PLATEAU_APP_HEADLESS_H

#include "options.h"
#include "plateau/runner.h"

/**
 * Runs a checked config to its end.
 * returns  the exit status (exit_status.h)
 */
int headless_run(struct runner *runner, const struct config *config, const struct options *options);

#endif
