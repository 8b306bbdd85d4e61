#include "memory_limits.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 512 };

/* How one version of control groups spells its files. */
struct group_files {
    const char *mount;
    const char *limit;
    const char *usage;
    const char *idle_cache; /* the line of memory.stat that the kernel gives back at need */
};

static const struct group_files version_1 = {
    "/sys/fs/cgroup/memory",
    "memory.limit_in_bytes",
    "memory.usage_in_bytes",
    "total_inactive_file",
};
static const struct group_files version_2 = {
    "/sys/fs/cgroup",
    "memory.max",
    "memory.current",
    "inactive_file",
};

/* The number at the start of text; false where there is none ("max"). */
static bool number_parse(const char *text, uint64_t *out)
{
    char *end;

    *out = strtoull(text, &end, 10);
    return end != text;
}

/*
 * The number behind `key` (with its colon, if any) in a file of "key number" lines; the number that
 * the file begins with when key is "". False when there is no such file, line or number.
 */
static bool number_read(const char *path, const char *key, uint64_t *out)
{
    FILE *file = fopen(path, "re");
    char line[LINE_MAX_BYTES];
    const size_t length = strlen(key);
    bool found = false;

    while (file && !found && fgets(line, sizeof line, file))
        found = strncmp(line, key, length) == 0 && number_parse(line + length, out);
    if (file)
        fclose(file);
    return found;
}

static uint64_t subtract_clamped(uint64_t from, uint64_t amount)
{
    return from > amount ? from - amount : 0;
}

/* What one group leaves; pages of idle file cache count as free. */
static uint64_t group_rest(const char *root, const struct group_files *files, const char *group)
{
    char path[PATH_MAX];
    uint64_t limit = UINT64_MAX;
    uint64_t usage = 0;
    uint64_t cache = 0;

    snprintf(path, sizeof path, "%s%s%s/%s", root, files->mount, group, files->limit);
    if (!number_read(path, "", &limit))
        return UINT64_MAX;
    snprintf(path, sizeof path, "%s%s%s/%s", root, files->mount, group, files->usage);
    number_read(path, "", &usage);
    snprintf(path, sizeof path, "%s%s%s/memory.stat", root, files->mount, group);
    number_read(path, files->idle_cache, &cache);
    return subtract_clamped(limit, subtract_clamped(usage, cache));
}

/* The least over a group and all groups above it, for each may have a limit of its own. */
static uint64_t group_chain_rest(const char *root, const struct group_files *files, char *group)
{
    uint64_t least = UINT64_MAX;
    char *slash = group + strlen(group);

    while (slash) {
        *slash = '\0';
        const uint64_t rest = group_rest(root, files, group);
        least = rest < least ? rest : least;
        slash = strrchr(group, '/');
    }
    return least;
}

/* /proc/self/cgroup has lines "0::/group" (version 2) and "5:memory,...:/group" (version 1). */
static uint64_t groups_rest(const char *root)
{
    char path[PATH_MAX];
    char line[PATH_MAX];
    uint64_t least = UINT64_MAX;

    snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
    FILE *file = fopen(path, "re");

    while (file && fgets(line, sizeof line, file)) {
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;

        if (!group)
            continue;
        *group++ = '\0';
        group[strcspn(group, "\n")] = '\0';

        const bool unified = controllers[1] == '\0';
        if (unified || strstr(controllers, "memory")) {
            const uint64_t rest = group_chain_rest(root, unified ? &version_2 : &version_1, group);
            least = rest < least ? rest : least;
        }
    }
    if (file)
        fclose(file);
    return least;
}

uint64_t memory_available_under(const char *root)
{
    char path[PATH_MAX];
    uint64_t kibibytes = 0;
    uint64_t least = groups_rest(root);

    snprintf(path, sizeof path, "%s/proc/meminfo", root);
    if (number_read(path, "MemAvailable:", &kibibytes) && kibibytes < least / 1024)
        least = kibibytes * 1024;
    return least;
}
