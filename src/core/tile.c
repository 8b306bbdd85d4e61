#include "plateau/tile.h"

#include <stdio.h>
#include <string.h>

#include "tiles.h"

static const struct tile_ops *const tiles[] = {
#define TILE(name) &tile_##name,
#include "tiles.def"
#undef TILE
};

enum { TILES = sizeof tiles / sizeof tiles[0] };

const struct tile_ops *tile_at(size_t index)
{
    return index < TILES ? tiles[index] : NULL;
}

static const struct tile_ops *find(const char *name)
{
    for (size_t i = 0; i < TILES; i++)
        if (strcmp(tiles[i]->name, name) == 0)
            return tiles[i];
    return NULL;
}

const struct tile_ops *tile_best(void)
{
    for (size_t i = 0; i < TILES; i++)
        if (simd_is_here(tiles[i]->simd))
            return tiles[i];
    return &tile_plain;
}

/* Writes "auto, avx2, ...", the versions that this processor has. */
static const char *names_here(char *out, size_t size)
{
    size_t used = (size_t)snprintf(out, size, "auto");

    for (size_t i = 0; i < TILES && used < size; i++)
        if (simd_is_here(tiles[i]->simd))
            used += (size_t)snprintf(out + used, size - used, ", %s", tiles[i]->name);
    return out;
}

const struct tile_ops *tile_find(const char *name, struct error *err)
{
    char names[80];

    if (strcmp(name, "auto") == 0)
        return tile_best();
    const struct tile_ops *found = find(name);
    if (found && simd_is_here(found->simd))
        return found;
    error_set(err, STATUS_INVALID, "'%.60s' %s; choose one of %s", name,
              found ? "needs a processor with more instructions" : "is not known",
              names_here(names, sizeof names));
    return NULL;
}
