#include "memory_limits.h"

#include <limits.h>
#include <stdio.h>

#include "control_groups.h"

/* How one version of control groups names its files. */
struct group_files {
    const char *limit;
    const char *usage;
    const char
        *idle_cache; /* the line of memory.stat with memory that the kernel gives back at need */
};

static const struct group_files spelling[] = {
    [GROUP_VERSION_1] = {"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"},
    [GROUP_VERSION_2] = {"memory.max", "memory.current", "inactive_file"},
};

static uint64_t subtract_clamped(uint64_t from, uint64_t amount)
{
    return from > amount ? from - amount : 0;
}

/* Takes what one group leaves into account; pages of idle file cache count as free. */
static void visit_group(void *least, enum group_version version, const char *directory)
{
    const struct group_files *files = &spelling[version];
    char path[PATH_MAX];
    uint64_t limit = UINT64_MAX;
    uint64_t usage = 0;
    uint64_t cache = 0;

    snprintf(path, sizeof path, "%s/%s", directory, files->limit);
    if (!control_groups_number(path, "", &limit))
        return;
    snprintf(path, sizeof path, "%s/%s", directory, files->usage);
    control_groups_number(path, "", &usage);
    snprintf(path, sizeof path, "%s/memory.stat", directory);
    control_groups_number(path, files->idle_cache, &cache);

    const uint64_t rest = subtract_clamped(limit, subtract_clamped(usage, cache));
    if (rest < *(uint64_t *)least)
        *(uint64_t *)least = rest;
}

uint64_t memory_available_under(const char *root)
{
    char path[PATH_MAX];
    uint64_t kibibytes = 0;
    uint64_t least = UINT64_MAX;

    control_groups_visit(root, "memory", visit_group, &least);
    snprintf(path, sizeof path, "%s/proc/meminfo", root);
    if (control_groups_number(path, "MemAvailable:", &kibibytes) && kibibytes < least / 1024)
        least = kibibytes * 1024;
    return least;
}
