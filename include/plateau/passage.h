/* judge: the first passage of a level. Any thread; plain data. */
#ifndef PLATEAU_PASSAGE_H
#define PLATEAU_PASSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "plateau/verdicts.h"

struct passage passage_of(double level, bool rising);

/**
 * The next point. NaN is skipped. A curve that begins beyond the level has not passed it.
 * returns  true for the one point that passes the level
 */
bool passage_add(struct passage *passage, uint64_t step, double gradients, double value);

#endif
