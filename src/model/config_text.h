/* model: one value of a config, from text and back. Private to src/model. */
#ifndef PLATEAU_MODEL_CONFIG_TEXT_H
#define PLATEAU_MODEL_CONFIG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/config.h"
#include "writer.h"

/**
 * Returns whether a row is a learner's, not one of the table: its value is a double whatever its
 * kind.
 */
static inline bool param_is_learners(const struct param_spec *spec)
{
    return spec->section == NULL;
}

/**
 * Returns the value of a row that is one number (or the index of a choice). schema may be NULL for
 * rows of the table.
 */
double config_number(const struct config *config, const struct param_schema *schema,
                     const struct param_spec *spec);

/** Adds a number so that the row reads it back: 0.01, 120, gaussian, n/4. */
void param_add_number(struct writer *writer, const struct param_spec *spec, double value);

/** Reads and stores one value; on failure *config is untouched. */
enum status config_set(struct config *config, const struct param_schema *schema,
                       const struct param_spec *spec, const char *value, struct error *err);

/** Writes "KEY: VALUE WHY; takes ...", for every refusal of a single value. */
enum status param_refuse(const struct param_schema *schema, const struct param_spec *spec,
                         const char *value, const char *why, struct error *err);

#endif
