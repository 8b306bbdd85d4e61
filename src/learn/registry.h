/* Declares every learner of registry.def. Private to the folder. */
#ifndef PLATEAU_LEARN_REGISTRY_H
#define PLATEAU_LEARN_REGISTRY_H

#include "plateau/learner.h"

#define LEARNER(name) extern const struct learner_ops learner_##name;
#include "registry.def"
#undef LEARNER

#endif
