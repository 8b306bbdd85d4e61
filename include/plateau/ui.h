/* ui: the terminal interface. Its only public header. Main thread only. */
#ifndef PLATEAU_UI_H
#define PLATEAU_UI_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/config.h"
#include "plateau/engine.h"
#include "plateau/status.h"

enum ui_colour { UI_COLOUR_AUTO, UI_COLOUR_NEVER, UI_COLOUR_8, UI_COLOUR_256 };
enum ui_glyphs { UI_GLYPHS_AUTO, UI_GLYPHS_ASCII, UI_GLYPHS_BRAILLE };

struct ui_options {
    enum ui_colour colour;
    enum ui_glyphs glyphs;
    double frames_per_second; /* 0 = 10 */
    int signal_fd;            /* read end of the signal pipe: one byte per signal, its number */
    const struct param_schema *schema;
    size_t threads; /* of the computation, told beside its speed; 0 = not told */
};

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
