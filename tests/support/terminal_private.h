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
    size_t cursor_prefix; /* bytes seen of the sequence that shows or hides the cursor */
    int mouse;
    bool answered;   /* libvterm has sent an answer */
    bool is_probing; /* that answer is not for the program */

    int master; /* our end; -1 after a hang-up */
    bool deaf;  /* we do not read any more */
    int slave;  /* a handle of our own on the program's end: termios, unread keys, sync marks */
    struct termios before;

    pid_t parent;  /* the job parent, which leads the session */
    pid_t program; /* the program */
    int reports;   /* lines of the job parent */
    int commands;  /* commands to it */
    bool stopped, over;
    int status; /* valid once over */

    int frames_fd; /* PLATEAU_TEST_FD */
    struct lines frame_line, report_line;
    unsigned long frame, inputs; /* as the program reported last */
    int rows, columns;           /* of that frame */
    unsigned long expected;      /* inputs, once the program has taken all that we typed */

    size_t held; /* bytes of a sync mark seen so far */
    unsigned marks_sent, marks_seen;

    char home[40];
    char *text; /* memory behind terminal_row and terminal_text */
};

/** Fails the test with this message and the screen. */
__attribute__((format(printf, 2, 3))) void terminal_fail(struct terminal *terminal,
                                                         const char *format, ...);

/** Waits until the program's process exists. */
void terminal_wait_started(struct terminal *terminal);

/** Runs in the forked child: leads the session and runs argv as its foreground job. */
_Noreturn void job_parent_run(const char *const argv[], int frames, int reports, int commands);

#endif
