/* model: where presets are found: files first, then the built-in ones. Private to preset*.c. */
#ifndef PLATEAU_MODEL_PRESET_SEARCH_H
#define PLATEAU_MODEL_PRESET_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/status.h"
#include "preset_builtin.h"

enum { PRESET_PATH_MAX = 4096 };

/**
 * The file that `name` means: itself when it has a '/' or ends in .ini, else the first that is
 * there of presets/NAME.ini and $XDG_CONFIG_HOME/plateau/presets/NAME.ini. false: none.
 */
bool preset_find_file(const char *name, char path[PRESET_PATH_MAX]);

/** The built-in preset of that name, or NULL. */
const struct preset_builtin *preset_find_builtin(const char *name);

/** The name for people: without folders and .ini. */
void preset_stem(const char *name, char *out, size_t size);

/** There is no preset of that name; lists those there are. */
enum status preset_refuse_name(const char *name, struct error *err);

#endif
