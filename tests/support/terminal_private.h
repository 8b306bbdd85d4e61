/* tests: the inside of a terminal, for the files of this folder. */
#ifndef PLATEAU_TESTS_TERMINAL_PRIVATE_H
#define PLATEAU_TESTS_TERMINAL_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

#include "terminal.h"

/* A line that comes in pieces. */
struct lines {
    char text[64];
    size_t size;
};

struct terminal {
    VTerm *vterm;
    VTermScreen *screen;
    bool alternate; /* as libvterm heard last */
    bool cursor_visible;
    size_t cursor_prefix; /* bytes seen of the sequence that shows or hides it */
    int mouse;
    bool answered;   /* libvterm had something to say */
    bool is_probing; /* which is not for the program */

    int master; /* our end; -1 after a hang-up */
    bool deaf;  /* we do not read any more */
    int slave;  /* a handle of our own on the program's end: termios, unread keys, sync marks */
    struct termios before;

    pid_t parent;  /* the job parent, which leads the session */
    pid_t program; /* the program */
    int reports;   /* lines of the job parent */
    int commands;  /* to it */
    bool stopped, over;
    int status; /* once over */

    int frames_fd; /* PLATEAU_TEST_FD */
    struct lines frame_line, report_line;
    unsigned long frame, inputs; /* as the program told last */
    int rows, columns;           /* of that frame */
    unsigned long expected;      /* inputs, once all that we typed is taken */

    size_t held; /* bytes of a sync mark seen so far */
    unsigned marks_sent, marks_seen;

    char home[40];
    char *text; /* scratch behind terminal_row and terminal_text */
};

/** Fails the test with this and the screen. */
__attribute__((format(printf, 2, 3))) void terminal_fail(struct terminal *terminal,
                                                         const char *format, ...);

/** Until the program's process is there. */
void terminal_wait_started(struct terminal *terminal);

/** In the forked child: leads the session and runs argv as its foreground job. */
_Noreturn void job_parent_run(const char *const argv[], int frames, int reports, int commands);

#endif
