/*
 * observe: one measurement of one replica: errors and overlaps in float64 from the present weights.
 * Definitions: src/observe/README.md. Worker only.
 */
#ifndef PLATEAU_METER_H
#define PLATEAU_METER_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/problem.h"
#include "plateau/quadratic.h"
#include "plateau/series.h"

/* Overlaps with a teacher: of the weights of each layer, of the product of two layers' weights, and
 * the mean over all weights. NaN where there is no such thing. Plain data. */
struct layers_overlap {
    double q[DEPTH_MAX], q21, mean;
};

enum { INNER_BINS_MAX = 8 };

/*
 * Two layers: overlaps of the first layer's neurons by what they are worth to the output,
 * |s_i|, s = W0_2^T v0 / sqrt k_2, in bins of equally many, increasing. Theory: Q1(s). Plain data.
 */
struct inner_overlaps {
    size_t bins; /* 0: not two layers */
    double s[INNER_BINS_MAX], q[INNER_BINS_MAX];
};

enum { NEURON_MAP_MAX = 250 }; /* neurons along a side of meter_map; more are pooled */

/* A neuron, or a mean over neurons, is specialised from this overlap on (src/observe/README.md). */
#define SPECIALISED_OVERLAP 0.7

struct meter; /* scratch and running means of one replica; owned by: worker */

/** problem is borrowed. NULL on STATUS_NO_MEMORY. */
struct meter *meter_create(const struct problem *problem, struct error *err);
void meter_destroy(struct meter *meter);

/**
 * Fills value[SERIES_TRAIN .. SERIES_Q_NULL]; NaN for what this network does not have.
 * params    [network_parameters(&problem->student)]
 * sampler   eps is half of eps_gibbs
 * gradients the replica's clock, for the window of eps_mean
 */
void meter_measure(struct meter *meter, const float *params, bool sampler, double gradients,
                   double value[SERIES_COUNT]);

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

/* Neurons that are reported together as q_v1..: of one size of v, or a quarter of all by |v|. */
struct readout_group {
    double readout;  /* mean |v| */
    double from, to; /* the shares of all neurons by |v| between which they, or their size, lie */
    bool one_size;
};

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

/** The same of hidden layer l, [k_l], in the teacher's own order; as old as the last measurement.
 */
const double *meter_layer(const struct meter *meter, size_t l);

/** Of the last layer: the readout group of neuron i in that order; which one has place r in
 * meter_neurons. */
size_t meter_group_of(const struct meter *meter, size_t i);
size_t meter_neuron_at(const struct meter *meter, size_t r);

/** How many of them are specialised. */
size_t meter_specialised(const struct meter *meter);

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
