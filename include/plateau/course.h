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

/* What a run is, as far as its measurements do not say it. Plain data. */
struct subject {
    enum until until;
    size_t replicas;
    unsigned start[REPLICAS_MAX]; /* replicas with equal numbers start alike */
    size_t layers;                /* hidden ones; 0: the neurons are not known */
    size_t neurons[DEPTH_MAX];    /* of the teacher */
    size_t inputs[DEPTH_MAX];     /* weights of one neuron */
    struct layers_overlap chance; /* what aligning unrelated weights gives */
};

/* What is taken for flat, and which way out is an escape. Plain data. */
struct detector_rule {
    bool rising;         /* the curve rises to its last level: an overlap, and no error */
    double lower, upper; /* the two levels between which it is judged; both NaN: by ratios */
};

struct course;

/** NULL on STATUS_NO_MEMORY, with the reason in err. */
struct course *course_create(const struct subject *subject, struct error *err);
void course_destroy(struct course *course);

/** Before the first measurement; without it the detector judges an error by ratios. lower < upper.
 */
void course_set_rule(struct course *course, const struct detector_rule *rule);

/**
 * The next measurement of the replica. Where `changes` is another than before, a parameter has
 * changed since: windows begin anew at this measurement.
 * levels    of the theory, at the measurement's alpha and noise
 * verdicts  found[measurement->replica] is written; the verdict on the Nishimori identities is read
 * returns   a set of enum news
 */
unsigned course_take(struct course *course, const struct measurement *measurement,
                     const struct levels *levels, struct verdicts *verdicts);

/** Gradients at which neuron i of layer l was found; NaN: not yet, or not known. */
double course_found_at(const struct course *course, size_t l, size_t i);

struct jury;

/** NULL on STATUS_NO_MEMORY, with the reason in err. */
struct jury *jury_create(const struct subject *subject, struct error *err);
void jury_destroy(struct jury *jury);

/**
 * The measurements of one moment, after the courses have taken them. The jury judges when
 * the time since the last change has grown by 1/16, by replica 0's clock.
 * measurement  [count] by increasing replica
 * now          judges at once, whatever the time
 * verdicts     health is written; found[].breach is read: after a divergence nothing is judged
 * returns      a set of enum news
 */
unsigned jury_take(struct jury *jury, const struct measurement measurement[], size_t count,
                   const struct levels *levels, bool now, struct verdicts *verdicts);

/** The replica after i that is compared with it: the next that starts alike, or, where no two do,
 * the next; `replicas` for none. */
size_t subject_partner(const struct subject *subject, size_t i);

#endif
