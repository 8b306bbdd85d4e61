/* tests: the versions of the products (plateau/tile.h) that this processor has. */
#ifndef PLATEAU_TESTS_TILES_H
#define PLATEAU_TESTS_TILES_H

#include "plateau/tile.h"

/** Returns the index-th version in order of choice; NULL past the end. */
const struct tile_ops *tiles_here(size_t index);

/**
 * Returns the version for a test that could use any: as in the program, the one that PLATEAU_KERNEL
 * names, else the best. Ends the test with the reason when this processor lacks it.
 */
const struct tile_ops *tiles_tested(void);

#endif
