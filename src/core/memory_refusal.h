/* For tests of what happens when memory runs out: src/core/memory.c asks here before each block. */
#ifndef PLATEAU_CORE_MEMORY_REFUSAL_H
#define PLATEAU_CORE_MEMORY_REFUSAL_H

#include <stdbool.h>

/**
 * From now on a block is refused, as if the system had no memory, where hook returns true; every
 * thread that asks for memory calls it. NULL, as at the start of the program: never.
 */
void memory_set_refusal(bool (*hook)(void));

#endif
