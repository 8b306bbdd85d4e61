#include "json_memory.h"

#include <stdlib.h>

#include <jansson.h>

#include "plateau/memory.h"

/* An object without memory would lose a field unnoticed. */
static void *take(size_t bytes)
{
    void *at = memory_raw(bytes, 1);

    if (!at)
        fatal("out of memory: no %zu bytes for the JSON object", bytes);
    return at;
}

void json_memory_init(void)
{
    json_set_alloc_funcs(take, free);
}
