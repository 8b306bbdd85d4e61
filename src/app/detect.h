/*
 * What plateau detect looks for and finds: detect_command.c asks, detect_read.c turns a table into
 * trajectories, detect_judge.c judges them, detect_print.c shows what was found.
 */
#ifndef PLATEAU_APP_DETECT_H
#define PLATEAU_APP_DETECT_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plateau/course.h"
#include "plateau/table.h"

enum { DETECT_COLUMNS_MAX = 64, DETECT_TEXT_BYTES = 32, DETECT_JUDGED = 7 };

/* Below this confidence a plateau is called doubtful. */
#define DETECT_DOUBTFUL 0.6

/* A plateau takes so many decades of the clock. */
#define DETECT_LEAST_DECADES 0.35

enum detect_way { DETECT_EITHER, DETECT_RISING, DETECT_FALLING };

/* Levels that were not given are NaN. */
struct detect_request {
    const char *columns, *clock; /* NULL: not given */
    double lower, upper;
    double level; /* whose first passage is the escape */
    enum detect_way way;
    bool has_origin, from_first; /* --origin: a number, or the first row's clock */
    double origin;
    bool grows; /* the files are still being written */
};

/* One value of a trajectory. */
struct point {
    double clock, value;
    uint64_t step;
};

/* What else judges read in the rows of `plateau run`. */
struct beside {
    double value[DETECT_JUDGED];
    uint32_t changes, learner;
};

/* Values that are no numbers: how many, and how they lie. */
struct gaps {
    size_t nothing, not_finite;
    size_t now, longest; /* rows in a row without a number, and the most between two numbers */
    bool is_not_finite;  /* any of those now */
    double since;        /* the clock at the first of those now */
};

/* One column of one replica or run, as far as its clock goes on. */
struct trajectory {
    size_t column; /* of the request */
    char *label;   /* the replica or run; empty: the file has no such column */
    size_t part;   /* from 1: the clock began again in the file */
    size_t line;   /* of its first row */
    struct point *point;
    struct beside *beside; /* NULL: no rows of `plateau run` */
    size_t points, room;
    size_t positive, equal; /* values above 0; rows with the clock of the row before */
    struct gaps gaps;
    size_t resumes, replaced, resume_line; /* rows that a resumed run wrote again */
    char alpha[DETECT_TEXT_BYTES], algorithm[DETECT_TEXT_BYTES]; /* of the last row */
    uint32_t changes;

    double origin, unit; /* the detector's clock is (clock - origin) / unit */
    struct course *course;
    size_t judged; /* points that the course has taken */
    struct detector_rule rule;
    struct passage passage; /* of --level */
    struct findings found;
    struct plateau creep[PLATEAUS_MAX]; /* flat by ratios, and not plateaus */
    size_t creeps;
};

/* What was found in one file. */
struct detect_file {
    struct table *table;
    const struct detect_request *request;
    char *name[DETECT_COLUMNS_MAX];
    size_t columns;
    const char *clock, *step; /* names; places are printed in `step` */
    bool is_ours;             /* rows of `plateau run` */
    bool has_steps;           /* beside the clock */
    bool has_replicas;        /* several labels that are numbers of replicas */
    bool has_runs;            /* several labels of another kind, or several parts */
    bool has_theory;          /* the rows say what the theory of eps is */
    size_t eps;               /* place among the columns of the request that is the row's eps */
    size_t no_clock;          /* rows without one */
    enum eps_kind learner_kind[16];
    char learner[16][SHORT_NAME_BYTES];
    size_t learners;
    struct verdicts *verdicts; /* of the row that is being judged */
    struct trajectory *trajectory;
    size_t trajectories, room;
    size_t *place; /* columns of the table, detect_read.c's */
};

/** Opens a table and finds the columns of the request in it. detect_close afterwards in any case.
 */
enum status detect_open(struct detect_file *file, const char *path,
                        const struct detect_request *request, struct error *err);
void detect_close(struct detect_file *file);

/** Reads all rows that are there. */
enum status detect_read(struct detect_file *file, struct error *err);

/** STATUS_INVALID where a column has no number, or none that can be judged. */
enum status detect_need_numbers(const struct detect_file *file, struct error *err);

/** Judges what was read since the last call. */
enum status detect_judge(struct detect_file *file, struct error *err);

/** Which values of a row stand in `beside`. */
enum series detect_judged(size_t i);

/** Whether the detector, which without levels judges by ratios, could not use a single value. */
static inline bool detect_is_blind(const struct detect_request *request,
                                   const struct trajectory *trajectory)
{
    return !isfinite(request->lower) && trajectory->points > 0 && trajectory->positive == 0;
}

/** Whether the trajectory ends with more rows without a number than there are between numbers. */
static inline bool detect_stops(const struct trajectory *trajectory)
{
    return trajectory->points > 0 && trajectory->gaps.now > trajectory->gaps.longest;
}

/** The clock of the row that the detector saw at `gradients`. */
double detect_clock(const struct trajectory *trajectory, double gradients);

/** Decades that the detector's clock spans; 0 where it counts nothing. */
double detect_span(const struct trajectory *trajectory);

/** What is amiss with the lines of a file, one message a line on stderr. */
void detect_print_notes(const struct detect_file *file);
void detect_print_text(const struct detect_file *file);

/** One line for each trajectory. path: NULL, or the file's name in front. */
void detect_print_lines(const struct detect_file *file, const char *path);

/** What is new of trajectories that grow, one line each; `before` holds what was printed. */
void detect_print_news(const struct detect_file *file, struct findings before[]);

struct json_t;

/** Adds an entry for each trajectory to a list of JSON. path: NULL, or the value of "file". */
void detect_add_json(const struct detect_file *file, const char *path, struct json_t *columns);

#endif
