/*
 * tests: the real program in a real pseudo-terminal, seen through libvterm. No test sleeps: the
 * program says on the descriptor PLATEAU_TEST_FD when a frame is out and how many keys it has taken
 * ("FRAME INPUTS ROWS COLUMNS\n"), and a test waits for that, for text on the screen, or for the
 * program's end. A wait of more than 20 s fails the test and shows the screen.
 */
#ifndef PLATEAU_TESTS_TERMINAL_H
#define PLATEAU_TESTS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct terminal;

/* One cell; colours are palette indices, -1 = the terminal's own, -2 = an RGB colour. */
struct terminal_cell {
    uint32_t glyph; /* ' ' when blank */
    bool bold, reverse;
    int foreground, background;
};

/** Whether the system gives pseudo-terminals; a bare chroot has none. */
bool terminal_is_possible(void);

/**
 * Starts argv[0] as the foreground job of a new session on a terminal of its own.
 * environment  NULL or a list, NULL at its end: "NAME=VALUE" sets, "NAME" removes. Before it:
 *              TERM=xterm-256color, LANG=C.UTF-8, a HOME of its own, no LC_*, XDG_*, NO_COLOR.
 * Without a pseudo-terminal the test is skipped.
 */
struct terminal *terminal_start(const char *const argv[], const char *const environment[], int rows,
                                int columns);

/** Kills what still runs and frees everything; takes NULL. */
void terminal_destroy(struct terminal *terminal);

/* ---- what a person does ---- */

/** Types keys of one byte each and waits for the frame that has taken them all. */
void terminal_type(struct terminal *terminal, const char *keys);

/** Types one key of several bytes ("\x1b[A") and waits for the frame that has taken it. */
void terminal_type_key(struct terminal *terminal, const char *bytes);

/** Sends any bytes, whatever keys they make, and waits until the program has read them. */
void terminal_send(struct terminal *terminal, const void *bytes, size_t size);

/**
 * After terminal_send, before typing again: waits until the count of keys rests for a quarter of a
 * second, since the test cannot know how many keys the bytes made.
 */
void terminal_rest(struct terminal *terminal);

/** Changes the size, and sends SIGWINCH. */
void terminal_resize(struct terminal *terminal, int rows, int columns);

/** Closes the terminal under the program, as a lost connection does. */
void terminal_hang_up(struct terminal *terminal);

/**
 * Stops reading, as a connection that hangs does, and types Ctrl-L until the program takes no more
 * keys: it waits to write. After this the screen stays; signals and the program's end still work.
 */
void terminal_stop_reading(struct terminal *terminal);

/** Sends a signal to the program, once it has started. */
void terminal_signal(struct terminal *terminal, int signal);

/* ---- waiting ---- */

/** Waits for `count` more frames; the program draws none while nothing changes. */
void terminal_wait_frames(struct terminal *terminal, unsigned long count);

void terminal_wait_text(struct terminal *terminal, const char *needle);
void terminal_wait_no_text(struct terminal *terminal, const char *needle);

/** Waits for the end; returns the exit status as a shell has it: 128 + n after signal n. */
int terminal_wait_exit(struct terminal *terminal);

/** Waits for a frame of the terminal's present size. */
void terminal_wait_size(struct terminal *terminal);

/** Wait for the job to stop; continue it as fg does. */
void terminal_wait_stopped(struct terminal *terminal);
void terminal_foreground(struct terminal *terminal);

/* ---- what a person sees ---- */

/** Returns a row as UTF-8 without trailing blanks; valid until the next call. */
const char *terminal_row(struct terminal *terminal, int row);

/** Returns the whole screen, one line per row; valid until the next call. */
const char *terminal_text(struct terminal *terminal);

/** Returns whether the text stands in one row, and where, if asked (row, column may be NULL). */
bool terminal_find(struct terminal *terminal, const char *needle, int *row, int *column);

struct terminal_cell terminal_cell(struct terminal *terminal, int row, int column);

/** Returns glyphs and attributes of all cells as text, to compare two moments; free() it. */
char *terminal_picture(struct terminal *terminal);

/**
 * Returns NULL when the terminal is as it was before the program: main screen, cursor shown, no
 * mouse, no bracketed paste, default colours, the same termios. Otherwise names what differs.
 */
const char *terminal_damage(struct terminal *terminal);

#endif
