/*
 * The terminal taken and given back: a child does it on a pseudo-terminal of its own, and what it
 * wrote and left is looked at. The whole program is tested in test_terminal_*.c.
 */
#define _GNU_SOURCE /* memmem, login_tty */
#include "term.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include "plateau/ui.h"

enum { OUTPUT_MAX = 1 << 18 };

/* What a child did: its exit status as waitpid has it, the bytes it wrote to the terminal, the
 * lines it wrote to descriptor `notes`, and the terminal's modes before and after. */
struct child_end {
    int status;
    char output[OUTPUT_MAX];
    size_t size;
    char notes[8192];
    struct termios before, after;
};

/* One at a time; a child finds its descriptor for notes here. */
static struct child_end seen;
static int notes_fd;
static char state_home[] = "/tmp/plateau-term-XXXXXX";

static void remove_state(void)
{
    char path[128];

    snprintf(path, sizeof path, "%s/plateau/log", state_home);
    unlink(path);
    *strrchr(path, '/') = '\0';
    rmdir(path);
    rmdir(state_home);
}

TestSuite(term, .fini = remove_state);

static void start_child(void (*child)(void), const char *const environment[], int theirs, int notes)
{
    const struct rlimit none = {0, 0};

    login_tty(theirs);
    setrlimit(RLIMIT_CORE, &none);
    notes_fd = notes;
    unsetenv("LC_ALL");
    unsetenv("LC_CTYPE");
    unsetenv("NO_COLOR");
    unsetenv("COLUMNS");
    unsetenv("LINES");
    setenv("LANG", "C.UTF-8", 1);
    setenv("TERM", "xterm-256color", 1);
    setenv("XDG_STATE_HOME", state_home, 1);
    for (; environment && environment[0]; environment += 2)
        setenv(environment[0], environment[1], 1);
    for (int i = 1; i < NSIG; i++)
        signal(i, SIG_DFL);
    child();
    _exit(0);
}

static size_t read_some(int fd, char *at, size_t used, size_t size)
{
    const ssize_t got = read(fd, at + used, size - 1 - used);

    if (got > 0) {
        used += (size_t)got;
        at[used] = '\0';
    }
    return used;
}

/* What the child says in its notes; types when that is "ready". */
static void read_notes(int master, int notes, size_t *noted, const char **typed)
{
    *noted = read_some(notes, seen.notes, *noted, sizeof seen.notes);
    if (*typed && strstr(seen.notes, "ready")) {
        cr_assert_eq(write(master, *typed, strlen(*typed)), (ssize_t)strlen(*typed));
        *typed = NULL;
    }
}

/*
 * Until the child has closed its end of the notes, that is, ended, and all it wrote is here. poll
 * looks at one descriptor after the other: it may see the end and not the output just before it. A
 * mark written behind the output says when that is complete.
 */
static void read_child(int master, int ours, int notes, const char *typed)
{
    static const char mark = '\036';
    struct pollfd fds[] = {{.fd = master, .events = POLLIN}, {.fd = notes, .events = POLLIN}};
    size_t noted = 0;
    bool marked = false;

    while (!marked || seen.size == 0 || seen.output[seen.size - 1] != mark) {
        cr_assert_gt(poll(fds, 2, 20000), 0, "the child did not end in 20 s");
        if (fds[0].revents & POLLIN)
            seen.size = read_some(master, seen.output, seen.size, sizeof seen.output);
        if (fds[1].revents & POLLIN)
            read_notes(master, notes, &noted, &typed);
        else if (fds[1].revents && !marked)
            marked = write(ours, &mark, 1) == 1; /* full: once more has been read */
        if (marked)
            fds[1].fd = -1;
    }
    seen.output[--seen.size] = '\0';
}

/* environment: name, value, name, value, NULL. typed: sent when the child is ready. */
static const struct child_end *run(void (*child)(void), const char *const environment[],
                                   const char *typed)
{
    const struct winsize size = {.ws_row = 24, .ws_col = 80};
    int master, theirs, notes[2];
    char name[64];

    memset(&seen, 0, sizeof seen);
    if (strstr(state_home, "XXXXXX"))
        cr_assert_not_null(mkdtemp(state_home));
    if (openpty(&master, &theirs, name, NULL, &size) != 0)
        cr_skip_test("the system gives no pseudo-terminal: %s", strerror(errno));
    cr_assert_eq(pipe(notes), 0);
    fcntl(notes[0], F_SETFD, FD_CLOEXEC);
    /* Non-blocking is a property of an opening, and the child's is not to have it. */
    const int ours = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    tcgetattr(ours, &seen.before);
    const pid_t pid = fork();
    if (pid == 0) {
        close(master);
        close(ours);
        start_child(child, environment, theirs, notes[1]);
    }
    close(theirs);
    close(notes[1]);
    read_child(master, ours, notes[0], typed);
    cr_assert_eq(waitpid(pid, &seen.status, 0), pid);
    tcgetattr(ours, &seen.after);
    close(ours);
    close(master);
    close(notes[0]);
    return &seen;
}

/* Where the last occurrence begins, -1 for none. */
static long last_of(const struct child_end *outcome, const char *bytes)
{
    const char *from = outcome->output, *found;
    long last = -1;

    while ((found = memmem(from, outcome->size - (size_t)(from - outcome->output), bytes,
                           strlen(bytes)))) {
        last = found - outcome->output;
        from = found + 1;
    }
    return last;
}

static void check_restored(const struct child_end *outcome)
{
    static const char *const pairs[][2] = {
        {"\033[?1049h", "\033[?1049l"}, {"\033[?25l", "\033[?25h"}, {"\033[?2004h", "\033[?2004l"}};

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        cr_assert_geq(last_of(outcome, pairs[i][0]), 0, "%s was never sent", pairs[i][0] + 1);
        cr_assert_lt(last_of(outcome, pairs[i][0]), last_of(outcome, pairs[i][1]), "%s stays on",
                     pairs[i][0] + 1);
    }
    cr_assert_eq(memcmp(&outcome->before, &outcome->after, sizeof outcome->before), 0,
                 "the terminal's modes are others");
}

static void open_or_exit(void)
{
    struct error err;

    if (term_open(UI_COLOUR_AUTO, UI_GLYPHS_AUTO, &err) != STATUS_OK) {
        dprintf(notes_fd, "%s", err.text);
        _exit(9);
    }
}

static struct canvas show(const char *text, int row, int column)
{
    struct canvas canvas;
    int rows, columns;

    canvas_init(&canvas, term_is_unicode());
    term_size(&rows, &columns);
    canvas_resize(&canvas, rows, columns);
    canvas_text(&canvas, row, column, columns, INK_RUN_2, 0, text);
    term_show(&canvas, false);
    return canvas;
}

static void open_show_close(void)
{
    open_or_exit();
    struct canvas canvas = show("plateau α", 3, 5);
    canvas_fini(&canvas);
    term_close();
    term_close();
}

Test(term, is_given_back_as_it_was)
{
    const struct child_end *outcome = run(open_show_close, NULL, NULL);

    cr_assert_eq(outcome->status, 0, "%s", outcome->notes);
    check_restored(outcome);
    cr_assert_geq(last_of(outcome, "plateau α"), 0);
    cr_assert_geq(last_of(outcome, "38;5;27m"), 0, "without its colour");
    cr_assert_lt(last_of(outcome, "\033[?1000"), 0, "the mouse was asked for");
}

/* Without a second screen to leave, the shell's prompt stands below the picture. */
Test(term, leaves_a_line_to_the_prompt_where_there_is_one_screen_only)
{
    static const char *const console[] = {"TERM", "vt100", NULL};
    const struct child_end *outcome = run(open_show_close, console, NULL);

    cr_assert_eq(outcome->status, 0, "%s", outcome->notes);
    cr_assert_gt(outcome->size, 2);
    cr_assert_not_null(strstr(outcome->output + outcome->size - 3, "\r\n"));
}

static void open_twice(void)
{
    open_show_close();
    open_show_close();
    const char *left = signal(SIGSEGV, SIG_DFL) == SIG_DFL && signal(SIGTSTP, SIG_DFL) == SIG_DFL &&
                               signal(SIGINT, SIG_DFL) == SIG_DFL
                           ? ""
                           : "a signal handler stays";
    dprintf(notes_fd, "%s", left);
}

Test(term, can_be_taken_again_and_leaves_no_handler)
{
    const struct child_end *outcome = run(open_twice, NULL, NULL);

    cr_assert_eq(outcome->status, 0);
    cr_assert_str_eq(outcome->notes, "");
    check_restored(outcome);
}

static int deadly;

static void open_and_raise(void)
{
    open_or_exit();
    show("doomed", 0, 0);
    raise(deadly);
}

Test(term, a_deadly_signal_restores_and_takes_its_course)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        deadly = signals[i];
        const struct child_end *outcome = run(open_and_raise, NULL, NULL);
        cr_assert(WIFSIGNALED(outcome->status) && WTERMSIG(outcome->status) == deadly,
                  "signal %d gave status %x", deadly, (unsigned)outcome->status);
        check_restored(outcome);
    }
}

static void *abort_thread(void *unused)
{
    (void)unused;
    term_guard_thread();
    abort();
}

static void open_and_abort_in_a_thread(void)
{
    pthread_t thread;

    open_or_exit();
    show("doomed", 0, 0);
    pthread_create(&thread, NULL, abort_thread, NULL);
    pthread_join(thread, NULL);
}

Test(term, an_abort_in_another_thread_restores)
{
    const struct child_end *outcome = run(open_and_abort_in_a_thread, NULL, NULL);

    cr_assert(WIFSIGNALED(outcome->status) && WTERMSIG(outcome->status) == SIGABRT);
    check_restored(outcome);
}

/* Never returns: each call needs more stack than there is in the end. */
static int use_up(volatile char *last, int depth)
{
    volatile char more[4096];

    more[0] = (char)(*last + 1);
    return depth > 1 << 30 ? *last : use_up(more, depth + 1) + more[0];
}

static void *use_up_thread(void *unused)
{
    volatile char none = 0;

    (void)unused;
    term_guard_thread();
    return use_up(&none, 0) ? &notes_fd : NULL;
}

static void open_and_use_up_a_stack(void)
{
    pthread_t thread;

    open_or_exit();
    show("doomed", 0, 0);
    pthread_create(&thread, NULL, use_up_thread, NULL);
    pthread_join(thread, NULL);
}

Test(term, a_thread_without_stack_restores)
{
    const struct child_end *outcome = run(open_and_use_up_a_stack, NULL, NULL);

    cr_assert(WIFSIGNALED(outcome->status) && WTERMSIG(outcome->status) == SIGSEGV, "status %x",
              (unsigned)outcome->status);
    check_restored(outcome);
}

static void open_and_give_up(void)
{
    open_or_exit();
    show("doomed", 0, 0);
    fatal("broken invariant %d", 2385);
}

Test(term, fatal_restores_first_and_is_read_on_the_terminal)
{
    const struct child_end *outcome = run(open_and_give_up, NULL, NULL);

    cr_assert(WIFEXITED(outcome->status) && WEXITSTATUS(outcome->status) == 1);
    check_restored(outcome);
    cr_assert_gt(last_of(outcome, "broken invariant 2385"), last_of(outcome, "\033[?1049l"));
}

static void open_and_complain(void)
{
    open_or_exit();
    fprintf(stderr, "a library complains\n");
    term_close();
    fprintf(stderr, "afterwards\n");
}

Test(term, stderr_goes_to_the_log_meanwhile)
{
    const struct child_end *outcome = run(open_and_complain, NULL, NULL);
    char path[128], text[64] = "";
    struct stat about;

    cr_assert_lt(last_of(outcome, "a library complains"), 0);
    cr_assert_geq(last_of(outcome, "afterwards"), 0);
    snprintf(path, sizeof path, "%s/plateau/log", state_home);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    cr_assert_not_null(fgets(text, sizeof text, file));
    fclose(file);
    cr_assert_str_eq(text, "a library complains\n");
    cr_assert(stat(path, &about) == 0 && (about.st_mode & 077) == 0, "others can read it");
}

Test(term, a_log_that_cannot_be_made_is_no_reason_to_stop)
{
    const char *const environment[] = {"XDG_STATE_HOME", "/dev/null/nowhere", NULL};
    const struct child_end *outcome = run(open_and_complain, environment, NULL);

    cr_assert_eq(outcome->status, 0, "%s", outcome->notes);
    cr_assert_lt(last_of(outcome, "a library complains"), 0);
    cr_assert_geq(last_of(outcome, "afterwards"), 0);
}

static void ask_whether_possible(void)
{
    struct error err = {.text = "possible"};

    dprintf(notes_fd, "%s", ui_is_possible(&err) ? "possible" : err.text);
}

Test(term, says_why_it_cannot_be)
{
    static const char *const names[] = {"dumb", "no-such-terminal", "lpr", ""};
    const char *environment[] = {"TERM", "xterm", NULL};

    cr_assert_str_eq(run(ask_whether_possible, environment, NULL)->notes, "possible");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        environment[1] = names[i];
        const struct child_end *outcome = run(ask_whether_possible, environment, NULL);
        cr_assert_not_null(strstr(outcome->notes, names[i]), "%s", outcome->notes);
        cr_assert_not_null(strstr(outcome->notes, "TERM"), "%s", outcome->notes);
        cr_assert_not_null(strstr(outcome->notes, "plateau run"), "%s", outcome->notes);
    }
}

Test(term, an_unknown_terminal_is_refused_with_its_name)
{
    const char *const environment[] = {"TERM", "no-such-terminal", NULL};
    const struct child_end *outcome = run(open_show_close, environment, NULL);

    cr_assert_eq(WEXITSTATUS(outcome->status), 9);
    cr_assert_not_null(strstr(outcome->notes, "no-such-terminal"), "%s", outcome->notes);
    cr_assert_eq(memcmp(&outcome->before, &outcome->after, sizeof outcome->before), 0);
}

Test(term, ascii_without_utf8_and_no_colour_when_asked)
{
    const char *const environment[] = {"LC_ALL", "C", "NO_COLOR", "1", NULL};
    const struct child_end *outcome = run(open_show_close, environment, NULL);

    cr_assert_eq(outcome->status, 0, "%s", outcome->notes);
    cr_assert_geq(last_of(outcome, "plateau a"), 0);
    cr_assert_lt(last_of(outcome, "38;5;"), 0);
    for (size_t i = 0; i < outcome->size; i++)
        cr_assert_lt((unsigned char)outcome->output[i], 0x80);
    check_restored(outcome);
}

static void fill_each_size(void)
{
    static const int sizes[][2] = {{1, 1}, {1, 7}, {5, 1}, {24, 80}, {3, 200}, {1, 1}};

    open_or_exit();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const struct winsize size = {.ws_row = (unsigned short)sizes[i][0],
                                     .ws_col = (unsigned short)sizes[i][1]};
        struct canvas canvas;
        int rows, columns;

        ioctl(STDOUT_FILENO, TIOCSWINSZ, &size);
        term_size(&rows, &columns);
        dprintf(notes_fd, "%dx%d ", rows, columns);
        canvas_init(&canvas, true);
        canvas_resize(&canvas, rows, columns);
        canvas_fill(&canvas, (struct rect){0, 0, rows, columns}, (uint32_t)('A' + i), INK_TEXT);
        term_show(&canvas, false);
        canvas_resize(&canvas, rows + 3, columns + 3); /* larger than the screen: cut */
        term_show(&canvas, true);
        canvas_fini(&canvas);
    }
    term_close();
}

Test(term, every_size_is_filled_to_the_last_cell)
{
    static const int cells[] = {1, 7, 5, 24 * 80, 3 * 200, 1};
    const char *const environment[] = {"TERM", "vt100", NULL}; /* repeats nothing by number */
    const struct child_end *outcome = run(fill_each_size, environment, NULL);
    int counted[6] = {0};

    cr_assert_eq(outcome->status, 0, "%x", (unsigned)outcome->status);
    cr_assert_str_eq(outcome->notes, "1x1 1x7 5x1 24x80 3x200 1x1 ");
    for (size_t i = 0; i < outcome->size; i++) {
        const char byte = outcome->output[i];
        const bool escape = i > 0 && (strchr("[0123456789;?(", outcome->output[i - 1]) != NULL);

        if (byte >= 'A' && byte <= 'F' && !escape)
            counted[byte - 'A']++;
    }
    for (int i = 0; i < 6; i++) {
        cr_assert_geq(counted[i], cells[i] - 1, "size %d has %d of %d cells", i, counted[i],
                      cells[i]);
    }
}

static void show_small_changes(void)
{
    char number[16];

    snprintf(number, sizeof number, "%d", notes_fd);
    setenv("PLATEAU_TEST_FD", number, 1);
    open_or_exit();
    struct canvas canvas = show("a first picture", 2, 3);
    term_show(&canvas, false);
    canvas_put(&canvas, 2, 5, 'X', INK_TEXT, 0);
    term_show(&canvas, false);
    term_show(&canvas, true);
    canvas_fini(&canvas);
    term_close();
}

Test(term, reports_frames_and_writes_only_what_changed)
{
    const struct child_end *outcome = run(show_small_changes, NULL, NULL);

    cr_assert_eq(outcome->status, 0);
    cr_assert_str_eq(outcome->notes, "1 0 24 80\n2 0 24 80\n3 0 24 80\n4 0 24 80\n", "%s",
                     outcome->notes);
    const char *picture = strstr(outcome->output, "picture");
    const char *change = strstr(outcome->output, "X");
    cr_assert(picture && change && change > picture && change - picture < 40,
              "more than the one cell was written");
}

static void note_keys(void)
{
    int32_t key = TERM_KEY_NONE;

    open_or_exit();
    dprintf(notes_fd, "ready ");
    while (key != 'q') {
        struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};

        if (!term_key_is_pending())
            poll(&in, 1, 1000);
        while (key != 'q' && (key = term_key()) != TERM_KEY_NONE)
            dprintf(notes_fd, "%x ", key);
    }
    term_close();
}

Test(term, reads_keys_characters_and_pastes)
{
    const struct child_end *outcome =
        run(note_keys, NULL,
            "a\033OA\033[5~\033[15~\xce\xb1\r\x03\x1a\033[200~rm -rf\rq\033[201~\033[<0;3;4M\xffq");
    char expected[256];

    snprintf(expected, sizeof expected, "ready 61 %x %x %x 3b1 %x %x %x %x fffd 71 ",
             (unsigned)TERM_KEY_UP, (unsigned)TERM_KEY_PAGE_UP, (unsigned)(TERM_KEY_F + 5),
             (unsigned)TERM_KEY_ENTER, (unsigned)TERM_KEY_INTERRUPT, (unsigned)TERM_KEY_SUSPEND,
             (unsigned)TERM_KEY_PASTE);
    cr_assert_str_eq(outcome->notes, expected);
}

/* The Linux console calls Ctrl-Z a key of its own. */
Test(term, a_typed_control_z_suspends_on_the_linux_console)
{
    static const char *const console[] = {"TERM", "linux", NULL};
    char expected[64];

    snprintf(expected, sizeof expected, "ready %x 71 ", (unsigned)TERM_KEY_SUSPEND);
    cr_assert_str_eq(run(note_keys, console, "\x1aq")->notes, expected);
}

static void open_and_suspend(void)
{
    open_or_exit();
    struct canvas canvas = show("once", 0, 0);
    term_suspend();
    dprintf(notes_fd, "back");
    canvas_text(&canvas, 1, 0, 9, INK_TEXT, 0, "again");
    term_show(&canvas, true);
    canvas_fini(&canvas);
    term_close();
}

/* Alone in its session nobody could continue it: the kernel drops the stop. */
Test(term, is_given_back_and_taken_again_around_a_suspension)
{
    const struct child_end *outcome = run(open_and_suspend, NULL, NULL);

    cr_assert_eq(outcome->status, 0);
    cr_assert_str_eq(outcome->notes, "back");
    const long first_end = strstr(outcome->output, "\033[?1049l") - outcome->output;
    cr_assert_gt(last_of(outcome, "\033[?1049h"), first_end, "not taken again");
    cr_assert_gt(last_of(outcome, "\033[?2004h"), first_end, "no paste brackets");
    cr_assert_gt(last_of(outcome, "\033[?25l"), first_end, "the cursor shows");
    cr_assert_gt(last_of(outcome, "once"), first_end, "not repainted");
    check_restored(outcome);
}
