/*
 * core, private: makes NAME_apply and NAME_apply_with_slope, as activation_ops wants them, from
 * NAME_block (lanes.h) of an activation without parameters.
 */
#ifndef PLATEAU_CORE_KERNELS_H
#define PLATEAU_CORE_KERNELS_H

#include "lanes.h"
#include "plateau/activation.h"

#define ACTIVATION_KERNELS(name)                                                                   \
    LANES_RUN(name)                                                                                \
    static void name##_apply(const struct activation *self, const float z[], float out[],          \
                             size_t n)                                                             \
    {                                                                                              \
        name##_run(self, z, out, NULL, n);                                                         \
    }                                                                                              \
    static void name##_apply_with_slope(const struct activation *self, const float z[],            \
                                        float value[], float slope[], size_t n)                    \
    {                                                                                              \
        name##_run(self, z, value, slope, n);                                                      \
    }

#endif
