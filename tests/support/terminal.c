/* Typing, reading and waiting: everything that passes between a test and the program. */
#include "terminal_private.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_S = 20 };

/*
 * We write this mark on the program's end behind a frame: once it arrives at our end, so has the
 * frame.
 */
#define MARK "\x1e\x1fsync\x1f"
enum { MARK_SIZE = sizeof MARK - 1 };

/* ---- failing ---- */

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void terminal_fail(struct terminal *terminal, const char *format, ...)
{
    char what[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    cr_assert_fail("%s\nframe %lu, inputs %lu of %lu, %s; the screen:\n%s", what, terminal->frame,
                   terminal->inputs, terminal->expected, terminal->over ? "ended" : "running",
                   terminal_text(terminal));
}

/* ---- reading ---- */

/*
 * libvterm 0.1 restores the cursor's visibility when a program leaves the alternate screen, and a
 * real terminal does not; so the test reads this one thing off the bytes: CSI ? 25 h, CSI ? 25 l.
 */
static void watch_cursor(struct terminal *terminal, char byte)
{
    static const char prefix[] = "\x1b[?25";

    if (terminal->cursor_prefix == sizeof prefix - 1 && (byte == 'h' || byte == 'l'))
        terminal->cursor_visible = byte == 'h';
    if (byte == prefix[terminal->cursor_prefix])
        terminal->cursor_prefix++;
    else
        terminal->cursor_prefix = byte == prefix[0];
}

static void feed(struct terminal *terminal, const char *bytes, size_t size)
{
    vterm_input_write(terminal->vterm, bytes, size);
    for (size_t i = 0; i < size; i++)
        watch_cursor(terminal, bytes[i]);
}

/* Feeds libvterm all bytes but our own marks, which two reads may cut anywhere. */
static void take_byte(struct terminal *terminal, char byte)
{
    if (byte != MARK[terminal->held]) {
        feed(terminal, MARK, terminal->held);
        terminal->held = 0;
    }
    if (byte != MARK[terminal->held]) {
        feed(terminal, &byte, 1);
    } else if (++terminal->held == MARK_SIZE) {
        terminal->marks_seen++;
        terminal->held = 0;
    }
}

static void read_output(struct terminal *terminal)
{
    char bytes[4096];
    ssize_t size;

    if (terminal->master < 0 || terminal->deaf)
        return;
    while ((size = read(terminal->master, bytes, sizeof bytes)) > 0)
        for (ssize_t i = 0; i < size; i++)
            take_byte(terminal, bytes[i]);
}

/* Reads what has arrived and hands on every whole line. */
static void read_lines(struct terminal *terminal, int fd, struct lines *lines,
                       void (*take)(struct terminal *, const char *))
{
    char byte;

    while (read(fd, &byte, 1) == 1) {
        if (byte != '\n' && lines->size + 1 < sizeof lines->text) {
            lines->text[lines->size++] = byte;
        } else if (byte == '\n') {
            lines->text[lines->size] = '\0';
            lines->size = 0;
            take(terminal, lines->text);
        }
    }
}

static void take_frame(struct terminal *terminal, const char *line)
{
    char *end;

    terminal->frame = strtoul(line, &end, 10);
    terminal->inputs = strtoul(end, &end, 10);
    terminal->rows = (int)strtol(end, &end, 10);
    terminal->columns = (int)strtol(end, &end, 10);
}

/* Takes "P pid" once, "S 0" for each stop, "X status" at the end. */
static void take_report(struct terminal *terminal, const char *line)
{
    const int number = (int)strtol(line + 1, NULL, 10);

    if (line[0] == 'P')
        terminal->program = number;
    terminal->stopped = line[0] == 'S';
    if (line[0] == 'X') {
        terminal->over = true;
        terminal->status = number;
    }
}

/* Waits until the program sends something, or until the deadline, and takes in what has arrived. */
static void take_news(struct terminal *terminal, double deadline)
{
    struct pollfd fds[] = {
        {.fd = terminal->deaf ? -1 : terminal->master, .events = POLLIN},
        {.fd = terminal->over ? -1 : terminal->frames_fd, .events = POLLIN},
        {.fd = terminal->over ? -1 : terminal->reports, .events = POLLIN},
    };
    const double left = deadline - now_s();

    poll(fds, 3, left > 0 ? (int)(left * 1e3) + 1 : 0);
    read_output(terminal);
    read_lines(terminal, terminal->frames_fd, &terminal->frame_line, take_frame);
    read_lines(terminal, terminal->reports, &terminal->report_line, take_report);
}

static void pump(struct terminal *terminal, double deadline, const char *what)
{
    if (now_s() >= deadline)
        terminal_fail(terminal, "waited %d s for %s", PATIENCE_S, what);
    take_news(terminal, deadline);
}

static void pump_for(struct terminal *terminal, double seconds)
{
    for (const double end = now_s() + seconds; now_s() < end && !terminal->over;)
        take_news(terminal, end);
}

static double deadline_from_now(void)
{
    return now_s() + PATIENCE_S;
}

/* Waits until libvterm has all bytes that the program has written. */
static void synchronise(struct terminal *terminal)
{
    const double deadline = deadline_from_now();

    if (terminal->master < 0 || terminal->deaf)
        return;
    while (write(terminal->slave, MARK, MARK_SIZE) != MARK_SIZE)
        pump(terminal, deadline, "room in the pseudo-terminal");
    terminal->marks_sent++;
    while (terminal->marks_seen < terminal->marks_sent)
        pump(terminal, deadline, "the sync mark");
}

/* ---- what a person does ---- */

static void send_bytes(struct terminal *terminal, const char *bytes, size_t size)
{
    const double deadline = deadline_from_now();

    while (size > 0 && !terminal->over) {
        const ssize_t sent = write(terminal->master, bytes, size);
        if (sent < 0) {
            pump(terminal, deadline, "the program to read its keys");
            continue;
        }
        bytes += sent;
        size -= (size_t)sent;
    }
}

static void wait_for_inputs(struct terminal *terminal)
{
    const double deadline = deadline_from_now();

    while (terminal->inputs < terminal->expected && !terminal->over && !terminal->stopped)
        pump(terminal, deadline, "a frame that has taken all keys");
    synchronise(terminal);
}

void terminal_type(struct terminal *terminal, const char *keys)
{
    terminal->expected += strlen(keys);
    send_bytes(terminal, keys, strlen(keys));
    wait_for_inputs(terminal);
}

void terminal_type_key(struct terminal *terminal, const char *bytes)
{
    terminal->expected++;
    send_bytes(terminal, bytes, strlen(bytes));
    wait_for_inputs(terminal);
}

static bool has_unread_keys(const struct terminal *terminal)
{
    int unread = 1;

    return ioctl(terminal->slave, FIONREAD, &unread) != 0 || unread > 0;
}

void terminal_send(struct terminal *terminal, const void *bytes, size_t size)
{
    const double deadline = deadline_from_now();

    send_bytes(terminal, bytes, size);
    while (!terminal->over && has_unread_keys(terminal))
        pump(terminal, deadline, "the program to read its keys");
}

void terminal_rest(struct terminal *terminal)
{
    do {
        terminal->expected = terminal->inputs;
        pump_for(terminal, 0.25);
    } while (terminal->inputs != terminal->expected);
    synchronise(terminal);
}

void terminal_resize(struct terminal *terminal, int rows, int columns)
{
    const struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

    synchronise(terminal);
    vterm_set_size(terminal->vterm, rows, columns);
    ioctl(terminal->master, TIOCSWINSZ, &size);
}

void terminal_wait_size(struct terminal *terminal)
{
    const double deadline = deadline_from_now();
    int rows, columns;

    vterm_get_size(terminal->vterm, &rows, &columns);
    while ((terminal->rows != rows || terminal->columns != columns) && !terminal->over)
        pump(terminal, deadline, "a frame of the new size");
    synchronise(terminal);
}

void terminal_hang_up(struct terminal *terminal)
{
    if (terminal->master >= 0)
        close(terminal->master);
    terminal->master = -1;
}

void terminal_stop_reading(struct terminal *terminal)
{
    const double deadline = deadline_from_now();

    terminal->deaf = true;
    do {
        if (now_s() >= deadline)
            terminal_fail(terminal, "waited %d s for the program to wait for us", PATIENCE_S);
        send_bytes(terminal, "\f", 1);
        for (const double end = now_s() + 0.25; now_s() < end && has_unread_keys(terminal);)
            take_news(terminal, end);
    } while (!has_unread_keys(terminal));
}

void terminal_signal(struct terminal *terminal, int signal)
{
    kill(terminal->program, signal);
}

/* ---- waiting ---- */

void terminal_wait_started(struct terminal *terminal)
{
    const double deadline = deadline_from_now();

    while (terminal->program == 0)
        pump(terminal, deadline, "the program to start");
}

void terminal_wait_frames(struct terminal *terminal, unsigned long count)
{
    const double deadline = deadline_from_now();
    const unsigned long goal = terminal->frame + count;

    while (terminal->frame < goal && !terminal->over)
        pump(terminal, deadline, "another frame");
    synchronise(terminal);
}

static void wait_for_text(struct terminal *terminal, const char *needle, bool wanted)
{
    const double deadline = deadline_from_now();

    while (terminal_find(terminal, needle, NULL, NULL) != wanted) {
        if (terminal->over)
            terminal_fail(terminal, "\"%s\" %s, and the program has ended", needle,
                          wanted ? "did not appear" : "stayed");
        pump(terminal, deadline, needle);
    }
    synchronise(terminal);
}

void terminal_wait_text(struct terminal *terminal, const char *needle)
{
    wait_for_text(terminal, needle, true);
}

void terminal_wait_no_text(struct terminal *terminal, const char *needle)
{
    wait_for_text(terminal, needle, false);
}

int terminal_wait_exit(struct terminal *terminal)
{
    const double deadline = deadline_from_now();

    while (!terminal->over)
        pump(terminal, deadline, "the program to end");
    synchronise(terminal);
    return terminal->status;
}

void terminal_wait_stopped(struct terminal *terminal)
{
    const double deadline = deadline_from_now();

    while (!terminal->stopped)
        pump(terminal, deadline, "the job to stop");
    synchronise(terminal);
}

void terminal_foreground(struct terminal *terminal)
{
    terminal->stopped = false;
    if (write(terminal->commands, "f", 1) != 1)
        terminal_fail(terminal, "the job-control parent is gone");
}
