/* core, private: declares every activation of registry.def. */
#ifndef PLATEAU_CORE_REGISTRY_H
#define PLATEAU_CORE_REGISTRY_H

#include "plateau/activation.h"

#define ACTIVATION(name) extern const struct activation_ops activation_##name;
#include "registry.def"
#undef ACTIVATION

#endif
