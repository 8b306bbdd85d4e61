/* core, private: what the system says about memory, below a root that tests can choose. */
#ifndef PLATEAU_CORE_MEMORY_LIMITS_H
#define PLATEAU_CORE_MEMORY_LIMITS_H

#include <stdint.h>

/** As memory_available, reading ROOT/proc and ROOT/sys; UINT64_MAX where nothing is known. */
uint64_t memory_available_under(const char *root);

#endif
