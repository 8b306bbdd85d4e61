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

enum { NEURON_MAP_MAX = 250 }; /* neurons along a side of meter_map; a cell pools more */

struct meter; /* scratch and running means of one replica; owned by: worker */

/**
 * Makes a meter; problem is borrowed. Where the truth is not known, whatever needs it is NaN:
 * errors, overlaps, distances of students; and the meter has no readout groups.
 *
 * returns  NULL on STATUS_NO_MEMORY
 */
struct meter *meter_create(const struct problem *problem, struct error *err);
void meter_destroy(struct meter *meter);

/**
 * Fills the errors, order parameters and chance in value (enum series_family); NaN where this
 * network lacks an observable.
 *
 * params     [network_parameters(&problem->student)]
 * sampler    eps is half of eps_gibbs
 * gradients  the replica's clock, for the window of eps_mean
 */
void meter_measure(struct meter *meter, const float *params, bool sampler, double gradients,
                   double value[SERIES_COUNT]);

/**
 * Makes room for meter_measure_quadratic; before its first call.
 *
 * returns  STATUS_NO_MEMORY with the reason in err
 */
enum status meter_prepare_quadratic(struct meter *meter, struct error *err);

/**
 * Measures a predictor with a matrix in place of neurons, for one hidden layer: eps is its error;
 * observables of weights alone (eps_gibbs, overlaps of neurons) are NaN.
 */
void meter_measure_quadratic(struct meter *meter, const struct quadratic *quadratic,
                             double gradients, double value[SERIES_COUNT]);

/** Begins the window of eps_mean anew at `gradients`; also after the data or the noise changed. */
void meter_restart(struct meter *meter, double gradients);

/* Two students, compared. Plain data. */
struct comparison {
    double distance; /* E_x (f - f')^2, exact where eps is, else on the test set */
    double overlap; /* q of one with the other in the teacher's place; NaN unless one layer, as wide
                       as the teacher, with fixed readouts */
};

/** Compares two replicas at their last measurements, both finite; NaN in a run of one replica. */
struct comparison meter_compare(struct meter *meter, const struct meter *other);

/**
 * Compares all replicas of a run at their last measurements; NaN where one was not finite.
 *
 * meter, last  [replicas]
 * partner      [replicas] the replica with which each is compared; >= replicas: none
 */
struct replica_means meter_compare_replicas(struct meter *const meter[],
                                            const struct measurement *const last[],
                                            const size_t partner[], size_t replicas, double delta);

/** Returns the mean square of weights [count]; infinite where one is not finite. */
double meter_mean_square(const float weight[], size_t count);

/** Lists the groups that this network reports, <= Q_GROUPS_MAX. */
size_t meter_groups(const struct meter *meter);
struct readout_group meter_group(const struct meter *meter, size_t group);

/** Returns the overlaps that aligning unrelated weights gives. */
struct layers_overlap meter_chance(const struct meter *meter);

/** Returns those of the last measurement; NaN before the first. */
struct inner_overlaps meter_inner(const struct meter *meter);

/**
 * Returns the overlap of every teacher neuron of the last layer at the last measurement,
 * [config_readouts], by increasing |v|.
 */
const float *meter_neurons(const struct meter *meter);

/** Returns the overlaps of the neurons of every layer, at the last measurement. */
struct neurons meter_overlaps(const struct meter *meter);

/**
 * Returns which neuron of the last layer, in the teacher's own order, has place r in meter_neurons.
 */
size_t meter_neuron_at(const struct meter *meter, size_t r);

/** Returns how many of these neurons are specialised. */
size_t meter_specialised(const struct meter *meter);

/** Returns the bytes that the meters of all replicas of a config take. */
double meter_memory(const struct config *config);

/**
 * Writes the rows and columns of meter_map: student and teacher neurons of the last layer, each at
 * most NEURON_MAP_MAX.
 */
void meter_map_shape(const struct config *config, size_t *rows, size_t *columns);

/**
 * Writes |overlap| of every student neuron with every teacher neuron of the last layer at the last
 * measurement, matched: teacher neurons by increasing |v| along a row; column r of row r is the
 * student's partner; students without a partner come last. Where a side has more neurons than
 * cells, a cell holds the largest of its pairs.
 *
 * map  [rows x columns] of meter_map_shape
 */
void meter_map(struct meter *meter, float *map);

/** Returns whether eps is exact: one hidden layer with a closed-form kernel. */
bool meter_is_exact(const struct meter *meter);

#endif
