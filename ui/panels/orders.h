/* ui/panels: the overlaps that the run's network has, and the value that theory gives each. */
#ifndef PLATEAU_UI_PANELS_ORDERS_H
#define PLATEAU_UI_PANELS_ORDERS_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/canvas.h"
#include "plateau/text.h"
#include "record.h"

enum { ORDERS_MAX = 3 + DEPTH_MAX + Q_GROUPS_MAX };

/* One overlap. Plain data; a number that is not available is NaN. */
struct order {
    enum series series;
    const char *name; /* "q", "q21", "v1" */
    enum ink ink;
    char mark;      /* of its curve in ASCII */
    double chance;  /* the value that unrelated weights give */
    double readout; /* mean |v| of a readout group */
};

/**
 * Lists q and r2; q1.., q21 of several layers; v1.. of several readout groups; r2 alone of a
 * matrix. Returns how many.
 */
size_t orders_list(const struct record *record, struct order out[ORDERS_MAX]);

/**
 * Returns the value that the overlap has on one branch at its chart's alpha; NaN when the branch
 * lacks it.
 */
double orders_level(const struct record *record, const struct chart_branch *branch,
                    enum series series);

/**
 * Returns whether the run holds a posterior mean of the teacher's matrix, whose only overlap is r2.
 */
bool orders_are_of_matrix(const struct record *record);

/**
 * Returns the overlap on the optimal branch at the parameters in force; NaN while it is not known.
 */
double orders_theory(const struct record *record, enum series series);

struct order_text {
    char at[2 * sizeof(struct text)];
};

/** Writes ".31" or, with theory, ".31/.29". */
struct order_text orders_text(const struct record *record, enum series series);

/** Returns "run/theory" when the theory's overlaps are known, else "". */
const char *orders_note(const struct record *record);

#endif
