/*
 * tests: the real program in a real pseudo-terminal, seen through libvterm. Nothing here sleeps:
 * the program says on the descriptor PLATEAU_TEST_FD when a frame is out and how many keys it has
 * taken ("FRAME INPUTS ROWS COLUMNS\n"), and every wait is for that, for text on the screen, or for
 * its end. A wait of more than 20 s fails the test and shows the screen.
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

/**
 * Starts argv[0] as the foreground job of a new session on a terminal of its own.
 * environment  NULL or a list, NULL at its end: "NAME=VALUE" sets, "NAME" removes. Before it:
 *              TERM=xterm-256color, LANG=C.UTF-8, a HOME of its own, no LC_*, XDG_*, NO_COLOR.
 */
struct terminal *terminal_start(const char *const argv[], const char *const environment[], int rows,
                                int columns);

/** Kills what still runs and frees everything; NULL is taken. */
void terminal_destroy(struct terminal *terminal);

/* ---- what a person does ---- */

/** Types keys of one byte each and waits for the frame that has taken them all. */
void terminal_type(struct terminal *terminal, const char *keys);

/** Types one key of several bytes ("\x1b[A") and waits for the frame that has taken it. */
void terminal_type_key(struct terminal *terminal, const char *bytes);

/** Sends any bytes, whatever keys they make, and waits until the program has read them. */
void terminal_send(struct terminal *terminal, const void *bytes, size_t size);

/** After terminal_send, before typing again: until the count of keys rests for a quarter of a
 * second, since how many they were cannot be known. */
void terminal_rest(struct terminal *terminal);

/** Another size, SIGWINCH and all. */
void terminal_resize(struct terminal *terminal, int rows, int columns);

/** Closes the terminal under the program, as a lost connection does. */
void terminal_hang_up(struct terminal *terminal);

/**
 * Stops reading, as a connection that hangs does, and types Ctrl-L until the program takes no more
 * keys: it waits to write. After this there is nothing to see; signals and its end remain.
 */
void terminal_stop_reading(struct terminal *terminal);

/** Sends a signal to the program, once it has started. */
void terminal_signal(struct terminal *terminal, int signal);

/* ---- waiting ---- */

/** For `count` more frames; the program draws none while nothing changes. */
void terminal_wait_frames(struct terminal *terminal, unsigned long count);

void terminal_wait_text(struct terminal *terminal, const char *needle);
void terminal_wait_no_text(struct terminal *terminal, const char *needle);

/** For the end; returns the exit status as a shell has it: 128 + n after signal n. */
int terminal_wait_exit(struct terminal *terminal);

/** For a frame of the terminal's present size. */
void terminal_wait_size(struct terminal *terminal);

/** For the job to stop; and what fg does. */
void terminal_wait_stopped(struct terminal *terminal);
void terminal_foreground(struct terminal *terminal);

/* ---- what a person sees ---- */

/** Row as UTF-8 without trailing blanks; valid until the next call. */
const char *terminal_row(struct terminal *terminal, int row);

/** The whole screen, one line per row; valid until the next call. */
const char *terminal_text(struct terminal *terminal);

/** Whether the text stands somewhere on one row; where, if asked (row, column may be NULL). */
bool terminal_find(struct terminal *terminal, const char *needle, int *row, int *column);

struct terminal_cell terminal_cell(struct terminal *terminal, int row, int column);

/** Glyphs and attributes of all cells as text, for comparing two moments; free() it. */
char *terminal_picture(struct terminal *terminal);

/**
 * NULL when the terminal is as it was before the program: main screen, cursor shown, no mouse, no
 * bracketed paste, default colours, the same termios. Otherwise what is not.
 */
const char *terminal_damage(struct terminal *terminal);

#endif
