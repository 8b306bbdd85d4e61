/* core, private: the processor time that control groups leave, below a root that tests can choose.
 */
#ifndef PLATEAU_CORE_PROCESSOR_LIMITS_H
#define PLATEAU_CORE_PROCESSOR_LIMITS_H

#include <stddef.h>

/**
 * The least of ceil(quota / period) over the control groups of this process and all above them,
 * reading ROOT/proc and ROOT/sys; SIZE_MAX where no quota is set. At least 1.
 */
size_t processor_quota_under(const char *root);

#endif
