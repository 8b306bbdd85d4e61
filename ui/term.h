/*
 * ui: the only file that knows curses. It has one terminal, draws one frame at a time, and restores
 * the terminal on every way out.
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
 * the fatal() hook and the crash handlers (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT on an alternate
 * stack: they write the restore bytes and termios, then the signal takes its course). Meanwhile
 * stderr goes to the log file $XDG_STATE_HOME/plateau/log. Returns STATUS_IO, with the value of
 * TERM, when the terminal cannot show a screen.
 */
enum status term_open(enum ui_colour colour, enum ui_glyphs glyphs, struct error *err);
void term_close(void); /* restores; harmless when closed */

bool term_is_unicode(void);

/** Reads the size from the tty itself; call it after SIGWINCH. */
void term_size(int *rows, int *columns);

/**
 * Sends what changed since the last frame to the terminal, in one doupdate. whole: repaints every
 * cell. Then "FRAME KEYS ROWS COLUMNS\n" goes to the descriptor PLATEAU_TEST_FD, if it is set:
 * frames from 1, keys taken so far.
 */
void term_show(const struct canvas *canvas, bool whole);

/** Rings or flashes, as the terminal is set. */
void term_bell(void);

/** Returns the next key without waiting; TERM_KEY_NONE when no key is there. */
int32_t term_key(void);

/** Returns whether a key is half read or in curses' own buffer: then do not sleep. */
bool term_key_is_pending(void);

/**
 * Gives the terminal back and stops the process group; when continued, takes the terminal again and
 * shows the last frame.
 */
void term_suspend(void);

/**
 * Gives this thread an alternate signal stack, so that the crash handler runs even when the
 * thread's own stack is full; workers call it through the engine's thread hook.
 */
void term_guard_thread(void);

#endif
