/* tests: runs the program to its end without a terminal, and catches its output. */
#ifndef PLATEAU_TESTS_PROGRAM_H
#define PLATEAU_TESTS_PROGRAM_H

#include <stdbool.h>
#include <sys/types.h>

enum { OUTCOME_BYTES = 65536 };

struct program_end {
    int status;              /* exit status; -n when signal n killed it */
    char out[OUTCOME_BYTES]; /* its output, cut where it does not fit */
    char err[OUTCOME_BYTES];
};

/**
 * Runs plateau with these arguments (NULL at the end), stdin from /dev/null.
 *
 * stdout_path  file for stdout in place of out; NULL = out
 */
void program_run(struct program_end *outcome, const char *const arguments[],
                 const char *stdout_path);

/** Takes one argument per word, without quoting. */
void program_run_line(struct program_end *outcome, const char *line);

/**
 * Starts the program with stdout in a pipe and stderr thrown away.
 *
 * returns  its pid; *out is the read end
 */
pid_t program_start(const char *const arguments[], int *out);

/** Waits for the program's end. Returns as outcome.status. */
int program_wait(pid_t pid);

#endif
