/*
 * Whether the replicas of a run have mixed, whether twins have met, and whether they sample the
 * posterior: judged on the step clock, when the time since the last change has grown by 1/16, and
 * at the end. Owned by: worker.
 *
 * Twins are replica 0 and the first that starts another way: mean eps of the one over the other's,
 * equal within 3 standard errors, apart beyond, too early below an ESS of 10 of either.
 */
#ifndef PLATEAU_ENGINE_HEALTH_H
#define PLATEAU_ENGINE_HEALTH_H

#include "plateau/engine.h"

struct run;
struct monitor; /* the window since the last change, in bounded memory */

/** NULL when there is no memory. */
struct monitor *monitor_create(void);
void monitor_destroy(struct monitor *monitor);

/** A parameter changed: windows begin anew on every replica's clock. */
void monitor_restart(struct monitor *monitor, const struct run *run);

/** A new measurement of one replica. */
void monitor_add(struct monitor *monitor, const struct sample *sample);

/** All replicas are measured: compares them. */
void monitor_compare(struct monitor *monitor, const struct run *run);

/** Judges, when it is time or `now`; true when the verdict is another ok or off than before. */
bool monitor_judge(struct monitor *monitor, const struct run *run, bool now);

/** As of the last judgement. */
const struct health *monitor_health(const struct monitor *monitor);

/** The identities in words, for an event. */
void health_format(const struct health *health, char *text, size_t size);

/** What --until converged asks of samplers. */
bool health_is_converged(const struct health *health);

#endif
