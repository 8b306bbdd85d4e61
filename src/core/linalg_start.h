/* core, private: OpenBLAS reads the environment before main, and is told to start one thread. */
#ifndef PLATEAU_CORE_LINALG_START_H
#define PLATEAU_CORE_LINALG_START_H

#include <stdbool.h>

/** The entry of an environment that OPENBLAS_NUM_THREADS = 1 may take the place of; NULL without.
 */
char **linalg_start_slot(char **envp);

/**
 * The kernels of OpenBLAS to take in place of `core`, by what the processor has; NULL where `core`
 * may stay. OpenBLAS takes its oldest kernels on processors that it does not know.
 */
const char *linalg_start_core(const char *core, bool avx2, bool avx512);

/** Starts OpenBLAS anew with the kernels of `core`. Before any other thread starts. */
void linalg_start_take(const char *core);

#endif
