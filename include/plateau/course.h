/*
 * judge: the two folds that make verdicts of measurements. A course follows one replica, the jury
 * all of them together. They read measurements and the levels of the theory, and nothing else: no
 * run, no thread, no clock; so the same rows have the same verdicts, whoever reads them. Each is
 * one flat block without pointers into itself, which is allocated at the start. Used by the one
 * thread that owns it.
 */
#ifndef PLATEAU_COURSE_H
#define PLATEAU_COURSE_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/levels.h"
#include "plateau/measurement.h"
#include "plateau/status.h"
#include "plateau/verdicts.h"

/* The properties of a run that its measurements do not contain. Plain data. */
struct subject {
    enum until until;
    size_t replicas;
    unsigned start[REPLICAS_MAX]; /* replicas with equal numbers start alike */
    size_t layers;                /* hidden ones; 0: the neurons are not known */
    size_t neurons[DEPTH_MAX];    /* of the teacher */
    size_t inputs[DEPTH_MAX];     /* weights of one neuron */
    struct layers_overlap chance; /* what aligning unrelated weights gives */
};

/* What counts as flat, and which way out is an escape. Plain data. */
struct detector_rule {
    bool rising;         /* the curve rises to its last level: an overlap, not an error */
    double lower, upper; /* the two levels between which the curve lies; both NaN: the detector
                            judges by ratios */
};

struct course;

/** NULL on STATUS_NO_MEMORY, with the reason in err. */
struct course *course_create(const struct subject *subject, struct error *err);
void course_destroy(struct course *course);

/**
 * Call it before the first measurement; without it the detector judges an error by ratios. lower <
 * upper.
 */
void course_set_rule(struct course *course, const struct detector_rule *rule);

/**
 * Takes the next measurement of the replica. When `changes` differs from before, a parameter has
 * changed since: windows begin anew at this measurement.
 *
 * levels    of the theory, at the measurement's alpha and noise
 * verdicts  writes found[measurement->replica]; reads the verdict on the Nishimori identities
 * returns   a set of enum news
 */
unsigned course_take(struct course *course, const struct measurement *measurement,
                     const struct levels *levels, struct verdicts *verdicts);

/** Returns the gradients at which neuron i of layer l was found; NaN: not yet, or not known. */
double course_found_at(const struct course *course, size_t l, size_t i);

struct jury;

/** NULL on STATUS_NO_MEMORY, with the reason in err. */
struct jury *jury_create(const struct subject *subject, struct error *err);
void jury_destroy(struct jury *jury);

/**
 * Takes the measurements of one moment, after the courses have taken them. The jury judges when the
 * time since the last change has grown by 1/16, by replica 0's clock.
 *
 * measurement  [count] by increasing replica
 * now          judges at once, whatever the time
 * verdicts     writes health; reads found[].breach: after a divergence nothing is judged
 * returns      a set of enum news
 */
unsigned jury_take(struct jury *jury, const struct measurement measurement[], size_t count,
                   const struct levels *levels, bool now, struct verdicts *verdicts);

/**
 * Returns the replica after i with which i is compared: the next that starts alike, or, where no
 * two do, the next; `replicas` for none.
 */
size_t subject_partner(const struct subject *subject, size_t i);

#endif
