/* judge: the first passage of a level. Any thread; plain data. */
#ifndef PLATEAU_PASSAGE_H
#define PLATEAU_PASSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "plateau/verdicts.h"

struct passage passage_of(double level, bool rising);

/** One point; a value that is no number is none. What begins beyond the level does not pass it.
 * returns  whether this is the point */
bool passage_add(struct passage *passage, uint64_t step, double gradients, double value);

#endif
