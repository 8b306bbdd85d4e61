/* tests: a function run in a child process in which one request for memory is refused. */
#ifndef PLATEAU_TESTS_REFUSAL_H
#define PLATEAU_TESTS_REFUSAL_H

#include <stdbool.h>
#include <stddef.h>

enum { REFUSAL_BYTES = 4096 };

struct refusal {
    int status;              /* exit status of the child; -n when signal n killed it */
    size_t asked;            /* how often the child asked for memory */
    bool refused;            /* whether the request came that was to be refused */
    bool leaked;             /* seen by the address sanitizer only */
    char out[REFUSAL_BYTES]; /* the end of what the child wrote */
    char err[REFUSAL_BYTES];
};

/**
 * Runs work(context) in a child and refuses its request number n, from 1; 0: none. What work
 * returns is the status of the child. A child that takes half a minute is killed.
 */
void refusal_run(struct refusal *refusal, size_t n, int (*work)(const void *context),
                 const void *context);

#endif
