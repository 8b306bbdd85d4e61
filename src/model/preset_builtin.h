/* model: the presets compiled into the program, made from the files of presets/ by the Makefile. */
#ifndef PLATEAU_MODEL_PRESET_BUILTIN_H
#define PLATEAU_MODEL_PRESET_BUILTIN_H

#include <stddef.h>

struct preset_builtin {
    const char *name; /* of the file, without .ini */
    const char *text; /* its content */
};

extern const struct preset_builtin preset_builtins[];
extern const size_t preset_builtin_count;

#endif
