/*
 * core, private: for tests of running out of memory: src/core/memory.c asks here before each block.
 */
#ifndef PLATEAU_CORE_MEMORY_REFUSAL_H
#define PLATEAU_CORE_MEMORY_REFUSAL_H

#include <stdbool.h>

/**
 * From now on the program refuses a block, as if out of memory, where hook returns true; every
 * thread that asks for memory calls the hook. NULL, as at the start of the program: refuses none.
 */
void memory_set_refusal(bool (*hook)(void));

#endif
