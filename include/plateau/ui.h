/* ui: the terminal interface. Main thread only. */
#ifndef PLATEAU_UI_H
#define PLATEAU_UI_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/config.h"
#include "plateau/engine.h"
#include "plateau/status.h"
#include "plateau/ui_options.h"

/** True when stdout and stdin are a terminal ncurses can drive; otherwise a reason in err. */
bool ui_is_possible(struct error *err);

/**
 * Shows the run until the user quits or a signal ends it. The terminal is restored on return,
 * whatever happened.
 * config   the experiment to start; checked
 * status   out: the exit status: 0, or 128 + n after signal n; a divergence is shown
 */
enum status ui_run(struct engine *engine, const struct config *config, const struct limits *limits,
                   const struct ui_options *options, int *status, struct error *err);

/** Prints the key table, one line per key, on stdout. */
void ui_print_keys(void);

#endif
