/* The screen when memory runs out: it ends with status 1 and says so, or goes on and says so. */
#define _GNU_SOURCE 1 /* memmem */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/cli.h"
#include "fake_run.h"
#include "frame.h"
#include "plateau/clock.h"
#include "plateau/linalg.h"
#include "plateau/theory.h"
#include "refusal.h"
#include "terminal.h"

enum { ROWS = 24, COLUMNS = 80, SHOWN_BYTES = 1 << 20 };

/* The theory of the run takes a tenth of a second. */
static const double seconds_to_look = 0.3;

/* What the run tells, drawn on every screen. */
static int draw_a_story(const void *context)
{
    struct canvas canvas;

    (void)context;
    cr_assert_eq(chdir("/"), 0); /* where no preset is read from a file */
    struct view *view = fake_story("groups", 400.0);
    canvas_init(&canvas, true);
    canvas_resize(&canvas, ROWS, COLUMNS);
    for (int screen = 0; screen < SCREEN_COUNT; screen++) {
        view->screen = (enum screen_id)screen;
        view_follow(view);
        frame_draw(view, &canvas);
        free(canvas_to_text(&canvas));
    }
    view_freeze(view, true);
    frame_draw(view, &canvas);
    canvas_fini(&canvas);
    fake_end(view);
    return 0;
}

Test(screen_memory, a_frame_without_memory_ends_the_program_with_a_word, .timeout = 120)
{
    static struct refusal refusal;

    refusal_run(&refusal, 0, draw_a_story, NULL);
    cr_assert_eq(refusal.status, 0, "%s", refusal.err);
    const size_t asked = refusal.asked;
    cr_assert_gt(asked, 5);
    for (size_t n = 1; n <= asked; n++) {
        refusal_run(&refusal, n, draw_a_story, NULL);
        cr_assert(refusal.refused, "request %zu of %zu never came", n, asked);
        cr_expect(refusal.status == 1 && strstr(refusal.err, "out of memory"),
                  "request %zu: status %d, %s", n, refusal.status, refusal.err);
    }
}

/* The other end of the program's terminal. */
struct onlooker {
    int master;
    char shown[SHOWN_BYTES];
    size_t size;
};

static bool has_shown(const struct onlooker *onlooker, const char *text)
{
    return memmem(onlooker->shown, onlooker->size, text, strlen(text));
}

/* Reads what is there; false once the program has closed its end. */
static bool read_on(struct onlooker *onlooker, int milliseconds)
{
    struct pollfd ready = {.fd = onlooker->master, .events = POLLIN};

    if (poll(&ready, 1, milliseconds) <= 0)
        return true;
    const ssize_t got =
        read(onlooker->master, onlooker->shown + onlooker->size, SHOWN_BYTES - 1 - onlooker->size);

    onlooker->size += got > 0 ? (size_t)got : 0;
    return got > 0 && onlooker->size + 1 < SHOWN_BYTES;
}

/* Once the run is there to be seen, or has failed, looks at the theory for a moment and quits. */
static void *look_on(void *argument)
{
    struct onlooker *onlooker = argument;
    double quit_at = (double)INFINITY;

    while (read_on(onlooker, 20)) {
        const bool is_there = has_shown(onlooker, "RUNNING") || has_shown(onlooker, "FAILED");

        if (isinf(quit_at) && is_there && write(onlooker->master, "4", 1) == 1)
            quit_at = clock_seconds() + seconds_to_look;
        if (clock_seconds() > quit_at && write(onlooker->master, "q", 1) == 1)
            quit_at = clock_seconds() + seconds_to_look;
    }
    return NULL;
}

/* The program on a terminal; says on stderr whether the screen told of memory. */
static int show(const void *context)
{
    static struct onlooker onlooker;
    const struct winsize size = {.ws_row = 48, .ws_col = 160};
    char *argv[] = {(char[]){"plateau"},   (char[]){"first-light"}, (char[]){"-sd=8"},
                    (char[]){"-stest=20"}, (char[]){"--threads=2"}, NULL};
    pthread_t thread;
    int theirs;

    (void)context;
    cr_assert_eq(openpty(&onlooker.master, &theirs, NULL, NULL, &size), 0);
    setsid();
    ioctl(theirs, TIOCSCTTY, 0);
    dup2(theirs, STDIN_FILENO);
    dup2(theirs, STDOUT_FILENO);
    close(theirs);
    setenv("TERM", "xterm-256color", 1);
    pthread_create(&thread, NULL, look_on, &onlooker);
    linalg_init();
    theory_init();
    const int status = cli_main(5, argv);
    close(STDIN_FILENO);
    close(STDOUT_FILENO); /* the onlooker's end */
    pthread_join(thread, NULL);
    fprintf(stderr, "%s\n", has_shown(&onlooker, "memory") ? "the screen said memory" : "");
    return status;
}

Test(screen_memory, a_run_on_the_screen_without_memory_says_so, .timeout = 240)
{
    static struct refusal refusal;

    if (!terminal_is_possible())
        cr_skip_test("the system gives no pseudo-terminal");
    refusal_run(&refusal, 0, show, NULL);
    cr_assert_eq(refusal.status, 0, "%s", refusal.err);
    const size_t asked = refusal.asked;
    for (size_t n = 1; n <= asked; n += 3) {
        refusal_run(&refusal, n, show, NULL);
        if (!refusal.refused)
            continue;
        cr_expect((refusal.status == 1 || refusal.status == 0) && strstr(refusal.err, "memory"),
                  "request %zu of %zu: status %d, %s", n, asked, refusal.status, refusal.err);
    }
}
