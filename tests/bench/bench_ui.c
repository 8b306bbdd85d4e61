/*
 * What the screen costs while every core computes: the UI thread's own processor time at 10 frames
 * a second over a minute, and the time from a key to the frame that shows its effect.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/bench.h"
#include "plateau/clock.h"
#include "plateau/rng.h"
#include "plateau/team.h"
#include "terminal_private.h"

enum { KEYS = 200, WATCH_SECONDS = 60 };

static void wait_seconds(double seconds)
{
    const struct timespec t = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};

    nanosleep(&t, NULL);
}

/* Returns the seconds on a processor of the program's main thread, which is the UI's. */
static double ui_seconds(const struct terminal *terminal)
{
    char path[64], line[96] = "";
    char *end = line;

    snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", (int)terminal->program,
             (int)terminal->program);
    FILE *file = fopen(path, "r");
    const char *read = file ? fgets(line, sizeof line, file) : NULL;
    const unsigned long long nanoseconds = read ? strtoull(line, &end, 10) : 0;
    if (end == line)
        fprintf(stderr, "bench_ui: no %s\n", path);
    if (file)
        fclose(file);
    return 1e-9 * (double)nanoseconds;
}

/* `x` changes the clock of the axis: the most expensive answer, a whole new plot. */
static void measure_keys(struct terminal *terminal, double latency[KEYS])
{
    for (uint64_t i = 0; i < KEYS; i++) {
        wait_seconds(0.05 + 0.1 * rng_uniform((struct rng){1, RNG_TEST, 0}, i));
        const double start = clock_seconds();
        terminal_type(terminal, i % 2 ? "z" : "x");
        latency[i] = clock_seconds() - start;
    }
    bench_median(latency, KEYS); /* sorts them */
}

/* Reads the frames of a minute as they come, as a terminal would. */
static double measure_cost(struct terminal *terminal)
{
    const double start = clock_seconds(), before = ui_seconds(terminal);

    while (clock_seconds() - start < WATCH_SECONDS)
        terminal_wait_frames(terminal, 1);
    return (ui_seconds(terminal) - before) / (clock_seconds() - start);
}

static void report(int rows, int columns)
{
    const char *const argv[] = {PLATEAU_BINARY, "first-light", "-s", "pace=0",
                                "-s",           "steps=0",     NULL};
    struct terminal *terminal = terminal_start(argv, NULL, rows, columns);
    double latency[KEYS];

    terminal_wait_text(terminal, "RUNNING");
    const double cost = measure_cost(terminal);
    measure_keys(terminal, latency);
    printf("%3dx%-3d UI thread %.2f %% of a core at 10 frames/s; key to frame: median %.1f ms, "
           "95 %% %.1f ms, worst %.1f ms (%d keys)\n",
           columns, rows, 100.0 * cost, 1e3 * latency[KEYS / 2], 1e3 * latency[KEYS * 95 / 100],
           1e3 * latency[KEYS - 1], KEYS);
    terminal_type(terminal, "q");
    terminal_wait_exit(terminal);
    terminal_destroy(terminal);
}

int main(void)
{
    printf("%zu processors, all computing\n", team_processors());
    report(24, 80);
    report(48, 160);
    return 0;
}
