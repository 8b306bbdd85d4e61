/*
 * ui: the only file that knows curses. One terminal, one frame at a time, restored on every way
 * out.
 */
#ifndef PLATEAU_UI_TERM_H
#define PLATEAU_UI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "keys.h"
#include "plateau/canvas.h"
#include "plateau/status.h"
#include "plateau/ui_options.h"

/**
 * Takes the terminal: alternate screen, raw keys, no echo, hidden cursor, bracketed paste. Installs
 * the crash handlers (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT on an alternate stack: restore bytes
 * and termios are written, then the signal takes its course) and the fatal() hook; stderr goes to
 * the log file $XDG_STATE_HOME/plateau/log meanwhile. STATUS_IO with what TERM was when it cannot
 * be.
 */
enum status term_open(enum ui_colour colour, enum ui_glyphs glyphs, struct error *err);
void term_close(void); /* restores; harmless when closed */

bool term_is_unicode(void);

/** The size now, from the tty itself; after SIGWINCH. */
void term_size(int *rows, int *columns);

/** Carries what changed since the last frame to the terminal, one doupdate. whole: repaint all.
 * Then "FRAME KEYS ROWS COLUMNS\n" goes to the descriptor PLATEAU_TEST_FD, if there is one: frames
 * from 1, keys taken so far. */
void term_show(const struct canvas *canvas, bool whole);

/** Rings, or flashes, as the terminal is set to. */
void term_bell(void);

/** The next key without waiting; TERM_KEY_NONE when there is none. */
int32_t term_key(void);

/** A key is half read or in curses' own buffer: do not sleep. */
bool term_key_is_pending(void);

/** Puts the terminal back, stops the process group, takes it again when continued and shows the
 * last frame. */
void term_suspend(void);

/** Gives this thread an alternate signal stack, so that the crash handler runs even when its own
 * stack is gone; workers call it through the engine's thread hook. */
void term_guard_thread(void);

#endif
