/* Starts a program on a pseudo-terminal of its own, and cleans up afterwards. */
#define _GNU_SOURCE /* login_tty, nftw, pipe2 */
#include "terminal_private.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

static void on_answer(const char *bytes, size_t size, void *user)
{
    struct terminal *terminal = user;

    terminal->answered = true;
    if (!terminal->is_probing && terminal->master >= 0 &&
        write(terminal->master, bytes, size) < 0 && errno != EAGAIN)
        terminal_fail(terminal, "the answer of the terminal: %s", strerror(errno));
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct terminal *terminal = user;

    if (property == VTERM_PROP_ALTSCREEN)
        terminal->alternate = value->boolean;
    else if (property == VTERM_PROP_MOUSE)
        terminal->mouse = value->number;
    return 1;
}

/* Applies "NAME=VALUE" or "NAME". */
static void change_environment(const char *change)
{
    const char *equals = strchr(change, '=');
    char *name = strndup(change, equals ? (size_t)(equals - change) : strlen(change));

    if (equals)
        setenv(name, equals + 1, 1);
    else
        unsetenv(name);
    free(name);
}

static void set_environment(const struct terminal *terminal, const char *const changes[],
                            int frames)
{
    static const char *const removed[] = {"LC_ALL",   "LC_CTYPE",       "LC_NUMERIC",
                                          "LANGUAGE", "COLUMNS",        "LINES",
                                          "NO_COLOR", "XDG_STATE_HOME", "XDG_CONFIG_HOME"};
    char number[16];

    for (size_t i = 0; i < sizeof removed / sizeof removed[0]; i++)
        unsetenv(removed[i]);
    snprintf(number, sizeof number, "%d", frames);
    setenv("PLATEAU_TEST_FD", number, 1);
    setenv("HOME", terminal->home, 1);
    setenv("TERM", "xterm-256color", 1);
    setenv("LANG", "C.UTF-8", 1);
    for (; changes && *changes; changes++)
        change_environment(*changes);
}

static void make_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) != 0)
        cr_assert_fail("pipe: %s", strerror(errno));
}

/* Opens the program's end twice: non-blocking belongs to an opening, and ours is non-blocking. */
static int open_pty(struct terminal *terminal, int rows, int columns)
{
    const struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    char name[64];
    int theirs;

    if (openpty(&terminal->master, &theirs, name, NULL, &size) != 0)
        cr_skip_test("the system gives no pseudo-terminal: %s", strerror(errno));
    fcntl(terminal->master, F_SETFL, O_NONBLOCK);
    fcntl(terminal->master, F_SETFD, FD_CLOEXEC);
    terminal->slave = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (terminal->slave < 0 || tcgetattr(terminal->slave, &terminal->before) != 0)
        cr_assert_fail("%s: %s", name, strerror(errno));
    return theirs;
}

static struct terminal *create_screen(int rows, int columns)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    struct terminal *terminal = calloc(1, sizeof *terminal);

    cr_assert_not_null(terminal);
    strcpy(terminal->home, "/tmp/plateau-test-XXXXXX");
    cr_assert_not_null(mkdtemp(terminal->home));
    terminal->cursor_visible = true;
    terminal->vterm = vterm_new(rows, columns);
    vterm_set_utf8(terminal->vterm, 1);
    vterm_output_set_callback(terminal->vterm, on_answer, terminal);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    terminal->master = terminal->slave = -1;
    vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_reset(terminal->screen, 1);
    return terminal;
}

bool terminal_is_possible(void)
{
    int master, theirs;

    if (openpty(&master, &theirs, NULL, NULL, NULL) != 0)
        return false;
    close(master);
    close(theirs);
    return true;
}

struct terminal *terminal_start(const char *const argv[], const char *const environment[], int rows,
                                int columns)
{
    struct terminal *terminal = create_screen(rows, columns);
    const int theirs = open_pty(terminal, rows, columns);
    int frames[2], reports[2], commands[2];

    make_pipe(frames);
    make_pipe(reports);
    make_pipe(commands);
    fcntl(frames[0], F_SETFL, O_NONBLOCK);
    fcntl(reports[0], F_SETFL, O_NONBLOCK);
    fcntl(frames[1], F_SETFD, 0); /* the program shall inherit this one */
    terminal->parent = fork();
    if (terminal->parent == 0) {
        /* With our ends open, it would see neither the terminal hang up nor the commands end. */
        close(terminal->master);
        close(terminal->slave);
        close(commands[1]);
        if (login_tty(theirs) != 0)
            _exit(126);
        set_environment(terminal, environment, frames[1]);
        job_parent_run(argv, frames[1], reports[1], commands[0]);
    }
    close(theirs);
    close(frames[1]);
    close(reports[1]);
    close(commands[0]);
    terminal->frames_fd = frames[0];
    terminal->reports = reports[0];
    terminal->commands = commands[1];
    terminal_wait_started(terminal);
    return terminal;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)kind;
    (void)where;
    return remove(path);
}

void terminal_destroy(struct terminal *terminal)
{
    if (!terminal)
        return;
    if (!terminal->over && terminal->program > 0)
        kill(terminal->program, SIGKILL);
    close(terminal->commands);
    waitpid(terminal->parent, NULL, 0);
    terminal_hang_up(terminal);
    close(terminal->slave);
    close(terminal->frames_fd);
    close(terminal->reports);
    nftw(terminal->home, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    vterm_free(terminal->vterm);
    free(terminal->text);
    free(terminal);
}
