/* Shared by tests: small problems without a preset. */
#ifndef PLATEAU_TESTS_BUILD_H
#define PLATEAU_TESTS_BUILD_H

#include "plateau/config.h"

/* Returns the defaults with "key=value" settings, up to a NULL; aborts with the refusal's text. */
struct config build_config(const char *first, ...) __attribute__((sentinel));

#endif
