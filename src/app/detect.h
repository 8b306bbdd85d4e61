/*
 * The question and the answer of plateau detect; detect_command.c fills them, detect_print.c prints
 * them.
 */
#ifndef PLATEAU_APP_DETECT_H
#define PLATEAU_APP_DETECT_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plateau/course.h"

enum { DETECT_COLUMNS_MAX = 64, DETECT_NAME_MAX = 64, CHANGE_BYTES = 32 };

enum detect_way { DETECT_EITHER, DETECT_RISING, DETECT_FALLING };

/* Levels that were not given are NaN. */
struct detect_request {
    const char *path;
    const char *columns, *clock; /* NULL: not given */
    double lower, upper;
    double level; /* the curve escapes where it first crosses this level */
    enum detect_way way;
};

/* One column of one replica. */
struct trajectory {
    size_t column; /* of the request */
    double replica;
    size_t points, positive; /* values, and those above 0 */
    double first, last;      /* on the clock */
    char alpha[CHANGE_BYTES],
        algorithm[CHANGE_BYTES]; /* of the last row, where the file has these columns */
    uint64_t step;               /* of the last row */
    uint32_t changes;
    struct course *course;
    struct findings found; /* the findings of the course so far */
    bool has_theory;       /* the rows hold the theory of this column */
    struct detector_rule rule;
    struct passage passage; /* of --level */
};

struct detect_result {
    struct detect_request request;
    size_t rows;
    char name[DETECT_COLUMNS_MAX][DETECT_NAME_MAX];
    size_t columns;
    char clock[DETECT_NAME_MAX], step[DETECT_NAME_MAX];
    bool has_steps; /* beside the clock: places are printed in steps */
    bool has_replicas;
    struct trajectory *trajectory; /* in order of columns, then of appearance */
    size_t trajectories;
};

/**
 * Returns whether the detector, which without levels judges by ratios, could not use a single
 * value.
 */
static inline bool detect_is_blind(const struct detect_request *request,
                                   const struct trajectory *trajectory)
{
    return !isfinite(request->lower) && trajectory->points > 0 && trajectory->positive == 0;
}

void detect_print_text(const struct detect_result *result);
void detect_print_json(const struct detect_result *result);

#endif
