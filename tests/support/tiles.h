/* tests: the versions of the products (plateau/tile.h) that this processor has. */
#ifndef PLATEAU_TESTS_TILES_H
#define PLATEAU_TESTS_TILES_H

#include "plateau/tile.h"

/** The index-th of them in order of choice; NULL past the end. */
const struct tile_ops *tiles_here(size_t index);

/**
 * What a test computes with when it does not matter to it: as the program, the one that
 * PLATEAU_KERNEL names, else the best. Ends the test with the reason when that is not to be had.
 */
const struct tile_ops *tiles_tested(void);

#endif
