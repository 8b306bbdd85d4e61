/*
 * observe: one measurement of one replica, for those who judge, show or store it. Plain data; no
 * functions, no kernel. NaN means "not available".
 */
#ifndef PLATEAU_MEASUREMENT_H
#define PLATEAU_MEASUREMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plateau/dimensions.h"
#include "plateau/eps_kind.h"
#include "plateau/series.h"

/* A neuron, or a mean over neurons, is specialised from this overlap on (src/observe/README.md). */
#define SPECIALISED_OVERLAP 0.7

/* Overlaps with a teacher: of the weights of each layer, of the product of two layers' weights, and
 * the mean over all weights. NaN where the network has no such overlap. */
struct layers_overlap {
    double q[DEPTH_MAX], q21, mean;
};

enum { INNER_BINS_MAX = 8 };

/*
 * Two layers: overlaps of the first layer's neurons by their weight in the output, |s_i|, s =
 * W0_2^T v0 / sqrt k_2, in bins of equally many neurons, increasing. Theory: Q1(s).
 */
struct inner_overlaps {
    size_t bins; /* 0: not two layers */
    double s[INNER_BINS_MAX], q[INNER_BINS_MAX];
};

/* Neurons that q_v1.. reports together: those of one size of v, or a quarter of all by |v|. */
struct readout_group {
    double readout;  /* mean |v| */
    double from, to; /* shares of all neurons, by |v|, between which these lie */
    bool one_size;
};

/*
 * Comparison of the replicas of one run at one moment. NaN where the run has only one replica, or
 * no alignment.
 */
struct replica_means {
    double residual; /* train / Delta, over the replicas */
    double distance; /* E_x (f_a - f_b)^2 of two students, over `pairs` of them */
    double error;    /* E_x (f_a - f_0)^2 of the same students against the teacher */
    double overlap;  /* q of one student with another */
    double learned;  /* q of the same students with the teacher */
    double pairs;
};

/* The overlap of each neuron of the teacher with its partner, layer by layer. Borrowed from the
 * meter: valid until the replica is measured again. */
struct neurons {
    size_t layers;
    size_t count[DEPTH_MAX];
    const double *overlap[DEPTH_MAX]; /* [count] in the teacher's own order; NaN: not measured */
    const size_t *group;              /* [count of the last layer] the readout group of a neuron */
};

/* Follows the step clock: whether somebody watches changes nothing. */
struct measurement {
    uint32_t revision; /* of the parameters in force */
    uint32_t replica;
    enum eps_kind eps_kind;
    uint32_t changes; /* parameters that took effect before it: each begins windows anew */
    uint64_t step;
    double gradients; /* full-data gradient equivalents of this replica */
    double seconds;   /* computing time since the start, pauses excluded */
    double alpha;
    size_t n;                       /* rows of data in force */
    char learner[SHORT_NAME_BYTES]; /* by name, as in presets */
    double value[SERIES_COUNT];
    double mean_square;            /* of the weights; 1 for the teacher's; infinite: not finite */
    struct replica_means replicas; /* of all replicas; measured with replica 0 on schedule */
    const struct neurons *neurons; /* NULL: not known, as in all published measurements */
};

#endif
