#include "processor_limits.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

#include "control_groups.h"

/* "cpu.max" of version 2: "200000 100000", or "max 100000". */
static bool read_pair(const char *path, uint64_t *quota, uint64_t *period)
{
    FILE *file = fopen(path, "re");
    /* A number that overflows means no limit either way. NOLINTNEXTLINE(cert-err34-c) */
    const bool both = file && fscanf(file, "%" SCNu64 " %" SCNu64, quota, period) == 2;

    if (file)
        fclose(file);
    return both;
}

static void visit_group(void *least, enum group_version version, const char *directory)
{
    char path[PATH_MAX];
    uint64_t quota = 0, period = 0;
    bool limited;

    if (version == GROUP_VERSION_2) {
        snprintf(path, sizeof path, "%s/cpu.max", directory);
        limited = read_pair(path, &quota, &period);
    } else {
        snprintf(path, sizeof path, "%s/cpu.cfs_quota_us", directory);
        limited = control_groups_number(path, "", &quota);
        snprintf(path, sizeof path, "%s/cpu.cfs_period_us", directory);
        limited = limited && control_groups_number(path, "", &period);
    }
    if (!limited || quota == 0 || quota > INT64_MAX || period == 0) /* -1 is no limit */
        return;

    const uint64_t processors = (quota - 1) / period + 1;
    if (processors < *(size_t *)least)
        *(size_t *)least = (size_t)processors;
}

size_t processor_quota_under(const char *root)
{
    size_t least = SIZE_MAX;

    control_groups_visit(root, "cpu", visit_group, &least);
    return least;
}
