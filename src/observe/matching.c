#include "matching.h"

#include <math.h>
#include <stdbool.h>

/*
 * Matches one row after the other along a shortest augmenting path in the reduced costs cost[i][j]
 * - u[i] - v[j] >= 0 (Jonker and Volgenant, Computing 38, 325 (1987), without their
 * initialisation). Column `columns` is virtual and holds the row that is being matched.
 */
struct assignment_search {
    const double *cost;
    size_t columns;
    double *u;     /* [rows] row potentials */
    double *v;     /* [columns + 1] column potentials */
    double *best;  /* [columns + 1] length of the shortest path to a column */
    size_t *row;   /* [columns + 1] the row matched to a column, NONE when free */
    size_t *from;  /* [columns + 1] the column before it on its path */
    bool *reached; /* [columns + 1] its path is final */
};

#define NONE ((size_t)-1)

static struct assignment_search search_lay_out(const double *cost, size_t rows, size_t columns,
                                               void *scratch)
{
    const size_t slots = columns + 1;
    double *reals = scratch;
    size_t *sizes = (size_t *)(void *)(reals + rows + 2 * slots);

    return (struct assignment_search){
        .cost = cost,
        .columns = columns,
        .u = reals,
        .v = reals + rows,
        .best = reals + rows + slots,
        .row = sizes,
        .from = sizes + slots,
        .reached = (bool *)(void *)(sizes + 2 * slots),
    };
}

/* Improves the paths through column `at`, and returns the nearest column not yet reached. */
static size_t extend_paths(struct assignment_search *s, size_t at)
{
    const size_t i = s->row[at];
    const double *cost = s->cost + i * s->columns;
    double nearest = HUGE_VAL;
    size_t next = NONE;

    for (size_t j = 0; j < s->columns; j++) {
        if (s->reached[j])
            continue;
        const double length = cost[j] - s->u[i] - s->v[j];
        if (length < s->best[j]) {
            s->best[j] = length;
            s->from[j] = at;
        }
        if (s->best[j] < nearest) {
            nearest = s->best[j];
            next = j;
        }
    }
    return next;
}

/* Keeps the reduced costs non-negative, and zero along the shortest paths. */
static void shift_potentials(struct assignment_search *s, double by)
{
    for (size_t j = 0; j <= s->columns; j++) {
        if (s->reached[j]) {
            s->u[s->row[j]] += by;
            s->v[j] -= by;
        } else {
            s->best[j] -= by;
        }
    }
}

static void match_row(struct assignment_search *s, size_t row)
{
    size_t at = s->columns;

    for (size_t j = 0; j <= s->columns; j++) {
        s->best[j] = HUGE_VAL;
        s->reached[j] = false;
    }
    s->row[at] = row;
    while (s->row[at] != NONE) {
        s->reached[at] = true;
        const size_t next = extend_paths(s, at);
        shift_potentials(s, s->best[next]);
        at = next;
    }
    while (at != s->columns) {
        s->row[at] = s->row[s->from[at]];
        at = s->from[at];
    }
}

void matching_solve(const double *cost, size_t rows, size_t columns, size_t column[], void *scratch)
{
    struct assignment_search s = search_lay_out(cost, rows, columns, scratch);

    for (size_t i = 0; i < rows; i++)
        s.u[i] = 0.0;
    for (size_t j = 0; j <= columns; j++) {
        s.v[j] = 0.0;
        s.row[j] = NONE;
    }
    for (size_t i = 0; i < rows; i++)
        match_row(&s, i);
    for (size_t j = 0; j < columns; j++)
        if (s.row[j] != NONE)
            column[s.row[j]] = j;
}

size_t matching_scratch(size_t rows, size_t columns)
{
    const size_t slots = columns + 1;

    return (rows + 2 * slots) * sizeof(double) + slots * (2 * sizeof(size_t) + sizeof(bool));
}
