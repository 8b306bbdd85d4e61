/*
 * model: the whole description of an experiment as plain data, and the one param table behind
 * presets, -s KEY=VALUE, the editor and `plateau params`.
 *
 * A learner's keys belong to that learner: `lr` of adam and `lr` of sgd are two values. In a preset
 * and on the command line a learner key sets the value of the algorithm in force there.
 *
 * Any thread; a config belongs to whoever holds it.
 */
#ifndef PLATEAU_CONFIG_H
#define PLATEAU_CONFIG_H

#include <stdint.h>

#include "plateau/activation.h"
#include "plateau/dimensions.h"
#include "plateau/param.h"
#include "plateau/readout_law.h"
#include "plateau/status.h"

enum {
    LEARNERS_MAX = 16,
    LEARNER_PARAMS_MAX = 12,
    CONFIG_TEXT_MAX = 160,
    PRESET_NAME_MAX = 64,
    MEMORY_THREADS = 16, /* the threads for which memory is computed */
};

enum weight_law { WEIGHTS_GAUSSIAN, WEIGHTS_RADEMACHER };
enum start_kind { START_RANDOM, START_TEACHER, START_MIX };
enum input_law { INPUT_GAUSSIAN };

struct layers_real {
    size_t count;
    double at[DEPTH_MAX];
};

struct layers_activation {
    size_t count; /* 1, or one per hidden layer */
    struct activation at[DEPTH_MAX];
};

struct start {
    enum start_kind kind;
    double overlap; /* START_MIX: R */
};

struct starts {
    size_t count;
    struct start at[REPLICAS_MAX];
};

/* The values of one algorithm's own parameters, in the order of its rows. */
struct learner_values {
    char name[SHORT_NAME_BYTES];
    double value[LEARNER_PARAMS_MAX];
};

/* Plain data, copied freely: names and numbers. Set through config_apply; read anywhere. */
struct config {
    /* [about] */
    char preset[PRESET_NAME_MAX];
    char title[CONFIG_TEXT_MAX];
    char source[CONFIG_TEXT_MAX];
    char watch_for[480];
    /* [teacher] */
    uint64_t d;
    struct layers_real gamma;            /* 1, or one per hidden layer; config_gamma */
    struct layers_activation activation; /* config_activation */
    struct readout_law readout;
    unsigned readout_draw; /* 0 law (deterministic), 1 random */
    unsigned weights;      /* enum weight_law */
    double noise;          /* Delta */
    /* [data] */
    double alpha;
    uint64_t test;  /* rows; 0 = max(20000, 4 d^2), at most 200000 */
    unsigned input; /* enum input_law */
    /* [student] */
    struct starts init;
    double init_scale;
    unsigned readout_init;  /* 0 law, 1 gaussian */
    unsigned learn_readout; /* 0 no, 1 yes */
    struct layers_real width;
    /* [learner] */
    char algorithm[SHORT_NAME_BYTES];            /* by name */
    struct learner_values learner[LEARNERS_MAX]; /* of every algorithm; config_learner_values */
    /* [run] */
    uint64_t seed;
    uint64_t replicas;
    uint64_t steps; /* 0 = endless */
    double measure;
    double measure_every;
    double pace;
};

/* A key as the user types it, with its value. */
struct setting {
    const char *key;
    const char *value;
};

/** Sets every parameter to its default. */
void config_init(struct config *config, const struct param_schema *schema);

/**
 * Loads a preset over the defaults. A `name` with a '/' or ending in ".ini" is a path; otherwise
 * the search goes to presets/NAME.ini, then $XDG_CONFIG_HOME/plateau/presets/NAME.ini, then the
 * built-in presets. An error names file, line, key, value and what would do; *config stays as it
 * was.
 */
enum status config_load(struct config *config, const struct param_schema *schema, const char *name,
                        struct error *err);

/** Applies settings in any order (the algorithm first); all or none. */
enum status config_apply(struct config *config, const struct param_schema *schema,
                         const struct setting *settings, size_t count, struct error *err);

/** Checks what no single key can: depth and sizes. engine_check also checks memory. */
enum status config_check(const struct config *config, struct error *err);

/**
 * Returns the row of `key` under the algorithm in force; NULL with a reason and the nearest key.
 */
const struct param_spec *config_find(const struct config *config, const struct param_schema *schema,
                                     const char *key, struct error *err);

/** Writes the value of a row so that config_apply reads it back; for the algorithm in force. */
void config_format(const struct config *config, const struct param_schema *schema,
                   const struct param_spec *spec, char *out, size_t size);

/** Writes the next value that '+' or '-' in the editor proposes. direction is +1 or -1. */
void config_nudge(const struct config *config, const struct param_schema *schema,
                  const struct param_spec *spec, int direction, char *out, size_t size);

/** Writes the values that the row takes, in words: "a number from 1e-6 to 1000". */
void config_accepts(const struct param_schema *schema, const struct param_spec *spec, char *out,
                    size_t size);

/** Returns row `index` of the table, without the learners' rows; NULL past the end. */
const struct param_spec *config_param_at(size_t index);

/**
 * Returns the rows of the algorithm in force; 0 rows and the name "?" where the schema lacks it.
 */
struct param_group config_learner(const struct config *config, const struct param_schema *schema);

/** Returns the values of these rows, in their order. */
const double *config_learner_values(const struct config *config);

/*
 * The hidden layers: as many as the longer of gamma and activation has values; a single value holds
 * for every layer. l < config_layers.
 */
size_t config_layers(const struct config *config);
double config_gamma(const struct config *config, size_t l);
const struct activation *config_activation(const struct config *config, size_t l);

/* Derived sizes (src/model/README.md): k_l = round(gamma_l d), n = round(alpha d^2). */
size_t config_layer_k(const struct config *config, size_t l);         /* teacher neurons */
size_t config_student_layer_k(const struct config *config, size_t l); /* round(width_l k_l) */
size_t config_k(const struct config *config);                         /* of the first layer */
size_t config_student_k(const struct config *config);                 /* the same */
size_t config_readouts(const struct config *config); /* teacher neurons of the last layer */
size_t config_n(const struct config *config);
size_t config_test_rows(const struct config *config);
struct start config_start(const struct config *config, size_t replica);

/** Writes the teacher's widths: "60", or "15,15" for two hidden layers. */
void config_format_k(const struct config *config, char *out, size_t size);

/**
 * Returns the operations of one gradient of a student over all data: 4 n d k'_1 + 6 n k'_1 k'_2 +
 * ...
 */
double config_operations(const struct config *config);

/** Returns the built-in presets by name, sorted; NULL past the end. */
const char *preset_name_at(size_t index);

/** Writes the built-in and on-disk presets by name, sorted, into names [max]. Returns how many. */
size_t preset_names(char names[][PRESET_NAME_MAX], size_t max);

#endif
