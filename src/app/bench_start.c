/* How long one waits for the first frame of the screen, and for the data of the default preset. */
#define _GNU_SOURCE 1 /* forkpty. NOLINT(bugprone-reserved-identifier) */
#include <math.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "plateau/clock.h"
#include "plateau/learner.h"
#include "plateau/problem.h"
#include "plateau/team.h"

enum { WAIT_MILLISECONDS = 5000, SCREEN_BYTES = 65536 };

static const char preset[] = "first-light";

/* The child: runs this program on a terminal of 80 x 24 that takes no input. */
static _Noreturn void show(void)
{
    char program[] = "plateau", name[sizeof preset];
    char *const arguments[] = {program, name, NULL};

    memcpy(name, preset, sizeof preset);
    /* One thread after a fork. NOLINTNEXTLINE(concurrency-mt-unsafe) */
    setenv("TERM", "xterm-256color", 1);
    execv("/proc/self/exe", arguments);
    _exit(EXIT_FAILURE);
}

/* Reads until the name of the preset is on the screen; NaN when it never is. */
static double wait_for_frame(int terminal, double start)
{
    static char screen[SCREEN_BYTES];
    struct pollfd ready = {.fd = terminal, .events = POLLIN};
    size_t used = 0;

    while (used + 1 < sizeof screen && poll(&ready, 1, WAIT_MILLISECONDS) > 0) {
        const ssize_t got = read(terminal, screen + used, sizeof screen - 1 - used);

        if (got <= 0)
            break;
        used += (size_t)got;
        if (memmem(screen, used, preset, strlen(preset)))
            return 1e3 * (clock_seconds() - start);
    }
    return (double)NAN;
}

static double time_frame(void)
{
    const struct winsize size = {.ws_row = 24, .ws_col = 80};
    const double start = clock_seconds();
    int terminal;
    const pid_t child = forkpty(&terminal, NULL, NULL, &size);

    if (child < 0)
        return (double)NAN;
    if (child == 0)
        show();
    const double taken = wait_for_frame(terminal, start);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(terminal);
    return taken;
}

static double time_data(size_t threads)
{
    const struct param_schema *schema = learner_schema();
    struct config config;
    struct error err;
    struct team *team = team_create(threads, &err);

    config_init(&config, schema);
    if (!team || config_load(&config, schema, preset, &err) != STATUS_OK)
        fatal("bench: %s", err.text);
    const double start = clock_seconds();
    struct problem *problem = problem_create(&config, team, NULL, &err);
    const double taken = 1e3 * (clock_seconds() - start);
    if (!problem)
        fatal("bench: %s", err.text);
    problem_destroy(problem);
    team_destroy(team);
    return taken;
}

struct bench_start bench_start(size_t threads)
{
    double frame[BENCH_REPEATS], data[BENCH_REPEATS];

    for (size_t i = 0; i < BENCH_REPEATS; i++) {
        frame[i] = time_frame();
        data[i] = time_data(threads);
    }
    return (struct bench_start){bench_median(frame, BENCH_REPEATS),
                                bench_median(data, BENCH_REPEATS)};
}
