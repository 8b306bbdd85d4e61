/*
 * observe: one measurement of one replica: errors and overlaps in float64 from the present weights.
 * Definitions: src/observe/README.md. Worker only.
 */
#ifndef PLATEAU_METER_H
#define PLATEAU_METER_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/measurement.h"
#include "plateau/problem.h"
#include "plateau/quadratic.h"

enum { NEURON_MAP_MAX = 250 }; /* neurons along a side of meter_map; more are pooled */

struct meter; /* scratch and running means of one replica; owned by: worker */

/**
 * problem is borrowed. Where its truth is not known, all that needs it is NaN: errors, overlaps,
 * distances of students; and there are no readout groups.
 * returns  NULL on STATUS_NO_MEMORY
 */
struct meter *meter_create(const struct problem *problem, struct error *err);
void meter_destroy(struct meter *meter);

/**
 * Fills the errors, order parameters and chance in value (enum series_family); NaN for what this
 * network does not have. params    [network_parameters(&problem->student)] sampler   eps is half of
 * eps_gibbs gradients the replica's clock, for the window of eps_mean
 */
void meter_measure(struct meter *meter, const float *params, bool sampler, double gradients,
                   double value[SERIES_COUNT]);

/**
 * Room for what meter_measure_quadratic works with; before its first call.
 * returns  STATUS_NO_MEMORY with the reason in err
 */
enum status meter_prepare_quadratic(struct meter *meter, struct error *err);

/**
 * The same of a predictor that has a matrix and no neurons, for one hidden layer: eps is its error,
 * and what only weights have (eps_gibbs, overlaps of neurons) is NaN.
 */
void meter_measure_quadratic(struct meter *meter, const struct quadratic *quadratic,
                             double gradients, double value[SERIES_COUNT]);

/** The window of eps_mean begins anew at `gradients`; also after the data or the noise changed. */
void meter_restart(struct meter *meter, double gradients);

/* Two students. Plain data. */
struct comparison {
    double distance; /* E_x (f - f')^2, exact where eps is, else on the test set */
    double overlap; /* q of one with the other in the teacher's place; NaN unless one layer, as wide
                       as the teacher, with fixed readouts */
};

/** Two replicas as they were at their last measurements, both finite; a run of one has none. */
struct comparison meter_compare(struct meter *meter, const struct meter *other);

/**
 * All replicas of a run as they were at their last measurements; NaN where one was not finite.
 * meter, last  [replicas]
 * partner      [replicas] the replica that each is compared with; >= replicas: none
 */
struct replica_means meter_compare_replicas(struct meter *const meter[],
                                            const struct measurement *const last[],
                                            const size_t partner[], size_t replicas, double delta);

/** The mean square of weights [count]; infinite where one is not finite. */
double meter_mean_square(const float weight[], size_t count);

/** The groups that this network reports, <= Q_GROUPS_MAX. */
size_t meter_groups(const struct meter *meter);
struct readout_group meter_group(const struct meter *meter, size_t group);

/** What aligning unrelated weights gives. */
struct layers_overlap meter_chance(const struct meter *meter);

/** Of the last measurement; NaN before it. */
struct inner_overlaps meter_inner(const struct meter *meter);

/** Overlap of every teacher neuron of the last layer at the last measurement, [config_readouts],
 * by increasing |v|. */
const float *meter_neurons(const struct meter *meter);

/** The same of every layer; as old as the last measurement. */
struct neurons meter_overlaps(const struct meter *meter);

/** Which neuron of the last layer, in the teacher's own order, has place r in meter_neurons. */
size_t meter_neuron_at(const struct meter *meter, size_t r);

/** How many of them are specialised. */
size_t meter_specialised(const struct meter *meter);

/** Bytes that the meters of all replicas of a config take. */
double meter_memory(const struct config *config);

/** Rows and columns of meter_map: student and teacher neurons of the last layer, each at most
 * NEURON_MAP_MAX. */
void meter_map_shape(const struct config *config, size_t *rows, size_t *columns);

/**
 * |overlap| of every student neuron with every teacher neuron of the last layer at the last
 * measurement, matched: teacher neurons by increasing |v| along a row, in column r of row r the
 * student's partner, students without one last. Pooled where a side has more neurons than cells:
 * then a cell has the largest of its pairs.
 * map  [rows x columns] of meter_map_shape
 */
void meter_map(struct meter *meter, float *map);

/** Whether eps is exact: one hidden layer with a closed-form kernel. */
bool meter_is_exact(const struct meter *meter);

#endif
