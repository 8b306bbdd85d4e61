#include "tiles.h"

#include <stdio.h>
#include <stdlib.h>

const struct tile_ops *tiles_here(size_t index)
{
    const struct tile_ops *tiles;

    for (size_t i = 0; (tiles = tile_at(i)); i++)
        if (simd_is_here(tiles->simd) && index-- == 0)
            return tiles;
    return NULL;
}

const struct tile_ops *tiles_tested(void)
{
    /* Nobody changes the environment. NOLINTNEXTLINE(concurrency-mt-unsafe) */
    const char *name = getenv("PLATEAU_KERNEL");
    struct error err;
    const struct tile_ops *tiles = tile_find(name ? name : "auto", &err);

    if (!tiles) {
        fprintf(stderr, "PLATEAU_KERNEL: %s\n", err.text);
        abort();
    }
    return tiles;
}
