/* model, private: the readouts v0 that a config describes, in float32. */
#ifndef PLATEAU_MODEL_READOUTS_H
#define PLATEAU_MODEL_READOUTS_H

#include <stdbool.h>

#include "plateau/config.h"

/** Fills readout [config_readouts]; returns false when out of memory. */
bool readouts_fill(const struct config *config, float readout[]);

#endif
