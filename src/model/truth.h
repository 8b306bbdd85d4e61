/* model, private: a truth that is drawn. */
#ifndef PLATEAU_MODEL_TRUTH_H
#define PLATEAU_MODEL_TRUTH_H

#include "plateau/config.h"
#include "plateau/truth.h"

/**
 * Draws the teacher of a checked config. Returns false when out of memory; truth_release frees the
 * parts.
 */
bool truth_draw_teacher(struct truth *truth, const struct config *config);

/** Draws the test set; kernel is that of truth->teacher. Returns as truth_draw_teacher. */
bool truth_draw_test_set(struct truth *truth, const struct config *config, struct kernel *kernel,
                         struct team *team);

void truth_release(struct truth *truth);

#endif
