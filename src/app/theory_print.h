/* What `plateau theory` prints: a table for people, CSV rows, or one JSON object. */
#ifndef PLATEAU_APP_THEORY_PRINT_H
#define PLATEAU_APP_THEORY_PRINT_H

#include <stdio.h>

#include "plateau/dynamics.h"
#include "plateau/terrain.h"

/* One branch at one alpha; not every branch exists at every alpha. */
struct theory_row {
    bool exists;
    char branch[16];
    struct theory_point point;
};

/* Everything that the command was asked for. */
struct theory_answer {
    const struct config *config;
    bool finite; /* for the readouts of config's own network */
    size_t rows, profile_points;
    struct theory_row *row;
    bool has_transitions,
        csv_transitions; /* JSON always has them; CSV prints them in place of branches */
    struct theory_transitions transitions;
    struct terrain terrain;                      /* of the profile */
    const double *q, *f;                         /* [profile_points] */
    const struct dynamics_trajectory *evolution; /* NULL: not asked for */
};

void theory_print_table(const struct theory_answer *answer, FILE *out);
void theory_print_csv(const struct theory_answer *answer, FILE *out);

/** Prints the object of README.md ("JSON of theory"), on one line. */
void theory_print_json(const struct theory_answer *answer, FILE *out);

#endif
