/*
 * What `plateau bench` and the programs of tests/bench measure. Times are medians of BENCH_REPEATS,
 * taken in turn (A B A B ...), so that other programs on the machine slow all of them alike; a time
 * of one thread is its own time on a processor, unless said otherwise.
 */
#ifndef PLATEAU_APP_BENCH_H
#define PLATEAU_APP_BENCH_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/config.h"
#include "plateau/tile.h"

enum { BENCH_REPEATS = 7, BENCH_WAYS_MAX = 8 };

/* A gradient on n = alpha d^2 rows, every width d/2. */
struct bench_case {
    size_t d;
    double alpha;
    size_t layers;
    const char *activation;
};

/* One way to compute a gradient, and how fast it was. */
struct bench_way {
    const struct tile_ops *tiles;
    size_t threads;
    bool wall;      /* also time one thread by the clock, to compare it with several */
    double seconds; /* of one gradient */
    double rate;    /* operations per second */
    double peak;    /* the rate of bare multiply-adds on one thread; NaN for a kernel not made for
                       speed */
    double spread;  /* of the seconds: the largest over the smallest, less 1 */
};

size_t bench_rows(const struct bench_case *which);

/**
 * Returns the operations of one gradient: 4 n d k_1, and 6 n k_l k_(l+1) for each further layer.
 */
double bench_operations(const struct bench_case *which);

/**
 * Times each way and fills in its figures. Returns the operations per second of sgemm, in turn with
 * them.
 */
double bench_gradient(const struct bench_case *which, struct bench_way way[], size_t ways);

/* Times of a learner's steps on one thread, with the drawing of an epoch's order. */
struct bench_steps {
    double steps,
        gradients; /* seconds of the steps, and of the gradients alone that they compute */
    double own;    /* share of the steps' time that the gradients do not take */
    double spread; /* of steps / gradients: the largest over the smallest, less 1 */
};

/**
 * Uses one thread, and each batch as the learner takes it; trees of nuts have at most 3 doublings.
 */
struct bench_steps bench_learner(const char *algorithm, size_t d, double alpha);

/* Milliseconds, each solver with warm tables. */
struct bench_theory {
    double mmse_table, shallow_point, shallow_curve, two_layer_point, deep_point;
};
struct bench_theory bench_theory(void);

/*
 * Milliseconds from the start of the program to its first frame (NaN where no frame can be shown),
 * and for teacher, data and labels of the default preset.
 */
struct bench_start {
    double frame, data;
};
struct bench_start bench_start(size_t threads);

/** Returns the median of value [n], which it sorts. */
double bench_median(double value[], size_t n);

/** Returns the seconds of the calling thread on a processor. */
double bench_thread_seconds(void);

/** Returns the defaults with these settings; ends the process when they are invalid. */
struct config bench_config(const struct setting settings[], size_t count);

/** Writes the processor's own name. */
void bench_processor(char *out, size_t size);

#endif
