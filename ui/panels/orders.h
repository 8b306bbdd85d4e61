/* ui/panels: the overlaps that the run's network has, and what theory says of each. */
#ifndef PLATEAU_UI_PANELS_ORDERS_H
#define PLATEAU_UI_PANELS_ORDERS_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/canvas.h"
#include "plateau/text.h"
#include "record.h"

enum { ORDERS_MAX = 3 + DEPTH_MAX + Q_GROUPS_MAX };

/* One overlap. Plain data; NaN where there is no such number. */
struct order {
    enum series series;
    const char *name; /* "q", "q21", "v1" */
    enum ink ink;
    char mark;      /* of its curve in ASCII */
    double chance;  /* what unrelated weights give */
    double readout; /* mean |v| of a readout group */
};

/** q and r2; q1.., q21 of several layers; v1.. of several readout groups; r2 alone of a matrix.
 * Returns how many. */
size_t orders_list(const struct record *record, struct order out[ORDERS_MAX]);

/** What the run would have on one branch at its chart's alpha; NaN where there is none. */
double orders_level(const struct record *record, const struct chart_branch *branch,
                    enum series series);

/** Whether the run holds a posterior mean of the teacher's matrix, and r2 is all it has. */
bool orders_are_of_matrix(const struct record *record);

/** Of the optimal branch at the parameters in force; NaN while that is not known. */
double orders_theory(const struct record *record, enum series series);

struct pair {
    char at[2 * sizeof(struct text)];
};

/** ".31" or, with a theory to hold it to, ".31/.29". */
struct pair orders_text(const struct record *record, enum series series);

/** "run/theory" when there is a theory to hold the overlaps to, else "". */
const char *orders_note(const struct record *record);

#endif
