/*
 * model: the row type of the param table. One row serves the command line, the preset key, the
 * bounds check, the editor on the screen, `plateau params` and the stored metadata. Immutable data
 * for any thread; no functions.
 */
#ifndef PLATEAU_PARAM_H
#define PLATEAU_PARAM_H

#include <stdbool.h>
#include <stddef.h>

enum param_kind {
    PARAM_REAL,       /* double */
    PARAM_COUNT,      /* uint64_t */
    PARAM_CHOICE,     /* unsigned: index into choices */
    PARAM_LAYERS,     /* struct layers_real: one real per hidden layer */
    PARAM_ACTIVATION, /* struct layers_activation */
    PARAM_READOUT,    /* struct readout_law */
    PARAM_STARTS,     /* struct starts: one start per replica, the last repeats */
    PARAM_ALGORITHM,  /* char [SHORT_NAME_BYTES]: the name of one of the schema's learners */
    PARAM_BATCH,      /* double: rows if > 0, n / -batch if < 0; learners only */
    PARAM_TEXT,       /* char [max + 1] */
};

enum param_change {
    PARAM_SETUP, /* fixed during a run; a new value means a new run */
    PARAM_LIVE,  /* may change during a run */
};

/* Learners' rows have values of type double, whatever their kind, in the order of their table. */
struct param_spec {
    const char *section; /* NULL for learner rows: [learner] */
    const char *name;    /* preset key, unique */
    enum param_kind kind;
    size_t offset;       /* into struct config; unused for learner rows */
    const char *initial; /* default, as text */
    double min, max;     /* inclusive; PARAM_REAL, COUNT, LAYERS, BATCH, STARTS (of R) */
    bool logarithmic;    /* +- in the editor multiplies */
    enum param_change change;
    const char *unit;           /* "" for none */
    const char *help;           /* half a line */
    const char *const *choices; /* PARAM_CHOICE: NULL-terminated */
};

/* The rows that one learner owns. */
struct param_group {
    const char *name;  /* the algorithm, as in presets */
    const char *title; /* for people */
    const struct param_spec *params;
    size_t count;
};

/*
 * Every learner's rows, in registry order. The program passes them to model, which depends on no
 * learner. Immutable, valid for the program's life.
 */
struct param_schema {
    size_t count;
    struct param_group (*learner)(size_t index); /* index < count */
};

#endif
