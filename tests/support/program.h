/* tests: the program run to its end without a terminal, its output caught. */
#ifndef PLATEAU_TESTS_PROGRAM_H
#define PLATEAU_TESTS_PROGRAM_H

#include <stdbool.h>
#include <sys/types.h>

enum { OUTCOME_BYTES = 65536 };

struct outcome {
    int status;              /* exit status; -n when signal n killed it */
    char out[OUTCOME_BYTES]; /* what it wrote, cut where it does not fit */
    char err[OUTCOME_BYTES];
};

/**
 * Runs plateau with these arguments (NULL at the end), stdin from /dev/null.
 * stdout_path  where stdout goes instead of out; NULL = out
 */
void program_run(struct outcome *outcome, const char *const arguments[], const char *stdout_path);

/** One argument per word; no quoting. */
void program_run_line(struct outcome *outcome, const char *line);

/**
 * Starts it with stdout in a pipe and stderr thrown away.
 * returns  its pid; *out is the read end
 */
pid_t program_start(const char *const arguments[], int *out);

/** Waits for its end. returns as outcome.status */
int program_wait(pid_t pid);

#endif
