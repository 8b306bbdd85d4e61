/* observe, private: which neurons are exchangeable, and which are reported together. */
#ifndef PLATEAU_OBSERVE_CLASSES_H
#define PLATEAU_OBSERVE_CLASSES_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/activation.h"
#include "plateau/series.h"
#include "plateau/status.h"

/*
 * Neurons of equal readout are exchangeable: one class. For odd activations those of equal |v| are,
 * since (W_i, v_i) and (-W_i, -v_i) are the same neuron. Classes are numbered by |v|, then v.
 * q_v1.. report groups: the classes, or quarters in |v| when the classes are too many.
 */
struct classes {
    size_t neurons;
    size_t count;
    size_t groups;                /* <= Q_GROUPS_MAX */
    size_t *of;                   /* [neurons] the class of a neuron */
    size_t *group;                /* [neurons] the group of a neuron */
    size_t *order;                /* [neurons] the neurons by class, then index */
    size_t *start;                /* [count + 1] where a class begins in order */
    bool quarters;                /* the groups are quarters */
    double readout[Q_GROUPS_MAX]; /* mean |v| of a group */
    /*
     * The shares of the neurons, by |v|, before a group and up to its end. Neurons of one |v| and
     * either sign have one place.
     */
    double from[Q_GROUPS_MAX], to[Q_GROUPS_MAX];
};

/** v [neurons >= 1] is read during the call only. On STATUS_NO_MEMORY *classes is empty. */
enum status classes_init(struct classes *classes, const float *v, size_t neurons,
                         enum activation_parity parity, struct error *err);
void classes_fini(struct classes *classes);

#endif
