/* learn, private to nuts: the step size by dual averaging (README.md, eq. (11)). */
#ifndef PLATEAU_LEARN_NUTS_STEP_H
#define PLATEAU_LEARN_NUTS_STEP_H

#include <stdbool.h>

/* Plain data, part of the state of nuts. */
struct nuts_step {
    double averaged;   /* trajectories since it began */
    double shift;      /* H-bar */
    double centre;     /* mu */
    double log_smooth; /* logarithm of the smoothed step */
};

/** Begins anew from a step size. */
void nuts_step_begin(struct nuts_step *step, double size);

/** Takes the acceptance of a trajectory. Returns the next step size: after the last trajectory
 * that adapts the smoothed one, which stays. */
double nuts_step_next(struct nuts_step *step, double accept, double target, bool is_last);

#endif
