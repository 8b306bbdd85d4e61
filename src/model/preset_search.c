#include "preset_search.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plateau/config.h"
#include "plateau/nearest.h"
#include "writer.h"

enum { FOLDERS = 2 };

static bool ends_in_ini(const char *name)
{
    const size_t length = strlen(name);

    return length > 4 && strcmp(name + length - 4, ".ini") == 0;
}

/* Writes folder `index` of the search, "" when it does not exist. */
static void folder_at(size_t index, char out[PRESET_PATH_MAX])
{
    /* The program never changes the environment. */
    const char *config = getenv("XDG_CONFIG_HOME"); /* NOLINT(concurrency-mt-unsafe) */
    const char *home = getenv("HOME");              /* NOLINT(concurrency-mt-unsafe) */
    struct writer writer = writer_start(out, PRESET_PATH_MAX);

    if (index == 0)
        writer_add(&writer, "presets");
    else if (config && *config)
        writer_add(&writer, "%s/plateau/presets", config);
    else if (home && *home)
        writer_add(&writer, "%s/.config/plateau/presets", home);
}

bool preset_find_file(const char *name, char path[PRESET_PATH_MAX])
{
    char folder[PRESET_PATH_MAX];

    if (strchr(name, '/') || ends_in_ini(name)) {
        snprintf(path, PRESET_PATH_MAX, "%s", name);
        return true;
    }
    for (size_t i = 0; i < FOLDERS; i++) {
        folder_at(i, folder);
        const int length = snprintf(path, PRESET_PATH_MAX, "%s/%s.ini", folder, name);
        if (*folder && length < PRESET_PATH_MAX && access(path, F_OK) == 0)
            return true;
    }
    return false;
}

const struct preset_builtin *preset_find_builtin(const char *name)
{
    for (size_t i = 0; i < preset_builtin_count; i++)
        if (strcmp(preset_builtins[i].name, name) == 0)
            return &preset_builtins[i];
    return NULL;
}

void preset_stem(const char *name, char *out, size_t size)
{
    const char *slash = strrchr(name, '/');
    const char *stem = slash ? slash + 1 : name;
    const size_t length = strlen(stem) - (ends_in_ini(stem) ? 4 : 0);

    snprintf(out, size, "%.*s", (int)length, stem);
}

enum status preset_refuse_name(const char *name, struct error *err)
{
    struct nearest nearest = nearest_to(name);

    for (size_t i = 0; preset_name_at(i); i++)
        nearest_offer(&nearest, preset_name_at(i));
    if (nearest.name)
        return error_set(err, STATUS_INVALID, "%.40s: no preset of that name; did you mean %s?",
                         name, nearest.name);
    return error_set(err, STATUS_INVALID,
                     "%.40s: no preset of that name; plateau presets lists all %zu", name,
                     preset_builtin_count);
}

const char *preset_name_at(size_t index)
{
    for (size_t i = 0; i < preset_builtin_count; i++) {
        size_t before = 0;
        for (size_t j = 0; j < preset_builtin_count; j++)
            before += strcmp(preset_builtins[j].name, preset_builtins[i].name) < 0;
        if (before == index)
            return preset_builtins[i].name;
    }
    return NULL;
}

/* Inserts a name in order; leaves out a name that is in the list already, or too long. */
static size_t insert(char names[][PRESET_NAME_MAX], size_t count, size_t max, const char *name)
{
    size_t at = 0;

    while (at < count && strcmp(names[at], name) < 0)
        at++;
    if (count == max || strlen(name) >= PRESET_NAME_MAX ||
        (at < count && strcmp(names[at], name) == 0))
        return count;
    memmove(names[at + 1], names[at], (count - at) * sizeof names[0]);
    snprintf(names[at], sizeof names[at], "%s", name);
    return count + 1;
}

static size_t insert_folder(char names[][PRESET_NAME_MAX], size_t count, size_t max,
                            const char *folder)
{
    DIR *files = *folder ? opendir(folder) : NULL;
    char stem[PRESET_PATH_MAX];

    /* No other thread reads from this stream. */
    for (struct dirent *file;
         files && (file = readdir(files));) { /* NOLINT(concurrency-mt-unsafe) */
        if (file->d_name[0] == '.' || !ends_in_ini(file->d_name))
            continue;
        preset_stem(file->d_name, stem, sizeof stem);
        count = insert(names, count, max, stem);
    }
    if (files)
        closedir(files);
    return count;
}

size_t preset_names(char names[][PRESET_NAME_MAX], size_t max)
{
    char folder[PRESET_PATH_MAX];
    size_t count = 0;

    for (size_t i = 0; preset_name_at(i); i++)
        count = insert(names, count, max, preset_name_at(i));
    for (size_t i = 0; i < FOLDERS; i++) {
        folder_at(i, folder);
        count = insert_folder(names, count, max, folder);
    }
    return count;
}
