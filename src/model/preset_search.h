/* model, private: where presets are: files first, then the built-in ones. For preset*.c. */
#ifndef PLATEAU_MODEL_PRESET_SEARCH_H
#define PLATEAU_MODEL_PRESET_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/status.h"
#include "preset_builtin.h"

enum { PRESET_PATH_MAX = 4096 };

/**
 * Finds the file that `name` means: itself when it has a '/' or ends in .ini, else the first that
 * exists of presets/NAME.ini and $XDG_CONFIG_HOME/plateau/presets/NAME.ini. Returns false when none
 * does.
 */
bool preset_find_file(const char *name, char path[PRESET_PATH_MAX]);

/** Returns the built-in preset of that name, or NULL. */
const struct preset_builtin *preset_find_builtin(const char *name);

/** Writes the name for people: without folders and .ini. */
void preset_stem(const char *name, char *out, size_t size);

/** Refuses a name, and lists the presets or the nearest name. */
enum status preset_refuse_name(const char *name, struct error *err);

#endif
