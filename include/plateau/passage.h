/* judge: the first passage of a level. Any thread; plain data. */
#ifndef PLATEAU_PASSAGE_H
#define PLATEAU_PASSAGE_H

#include <stdbool.h>
#include <stdint.h>

struct passage {
    double level;
    bool rising; /* passed upwards */
    bool before; /* a point was on the side where it comes from, or at the level */
    bool found;
    uint64_t step; /* of the first point beyond the level */
    double gradients;
};

struct passage passage_of(double level, bool rising);

/** One point; a value that is no number is none. What begins beyond the level does not pass it.
 * returns  whether this is the point */
bool passage_add(struct passage *passage, uint64_t step, double gradients, double value);

#endif
