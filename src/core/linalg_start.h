/* core, private: makes OpenBLAS, which reads the environment before main, start one thread. */
#ifndef PLATEAU_CORE_LINALG_START_H
#define PLATEAU_CORE_LINALG_START_H

#include <stdbool.h>

/**
 * Returns the entry of an environment that OPENBLAS_NUM_THREADS = 1 may replace; NULL when every
 * entry is needed.
 */
char **linalg_start_slot(char **envp);

/**
 * Returns the OpenBLAS kernels to use in place of `core` on such a processor; NULL where `core` may
 * stay. OpenBLAS uses its oldest kernels on processors that it does not know.
 */
const char *linalg_start_core(const char *core, bool avx2, bool avx512);

/** Starts OpenBLAS anew with the kernels of `core`. Before any other thread starts. */
void linalg_start_take(const char *core);

#endif
