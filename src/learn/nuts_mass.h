/* learn, private to nuts: a diagonal mass from the spread of every weight (README.md, eq. (11)). */
#ifndef PLATEAU_LEARN_NUTS_MASS_H
#define PLATEAU_LEARN_NUTS_MASS_H

#include <stdbool.h>
#include <stddef.h>

/* Plain data, part of the state of nuts; the arrays [count] lie in its block. */
struct nuts_mass {
    double seen;   /* draws in mean and spread */
    bool is_known; /* scale is found */
};

/** Adds the weights of one draw to their mean and sum of squares about it, by Welford's update. */
void nuts_mass_see(struct nuts_mass *mass, const float weight[], float mean[], float spread[],
                   size_t count);

/** Sets scale to the standard deviation of every weight, drawn towards 1e-3 by five more draws.
 * mass->seen >= 2 */
void nuts_mass_find(struct nuts_mass *mass, const float spread[], float scale[], size_t count);

#endif
