/* core, private: declares every version of the products in tiles.def. */
#ifndef PLATEAU_CORE_TILES_H
#define PLATEAU_CORE_TILES_H

#include "plateau/tile.h"

#define TILE(name) extern const struct tile_ops tile_##name;
#include "tiles.def"
#undef TILE

#endif
