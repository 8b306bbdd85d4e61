/* Quotas of control groups, below roots that are made up. */
#include <criterion/criterion.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/processor_limits.h"

/* Writes a file below root, with the folders that it needs. */
static void write_file(const char *root, const char *name, const char *text)
{
    char command[2 * PATH_MAX];

    snprintf(command, sizeof command, "mkdir -p \"$(dirname '%s%s')\" && printf -- '%s' >'%s%s'",
             root, name, text, root, name);
    cr_assert_eq(system(command), 0);
}

static void remove_root(const char *root)
{
    char command[PATH_MAX];

    snprintf(command, sizeof command, "rm -r %s", root);
    cr_assert_eq(system(command), 0);
}

Test(processor_limits, without_a_quota_the_affinity_decides)
{
    char name[] = "/tmp/plateau-processors-XXXXXX";
    const char *root = mkdtemp(name);

    cr_assert_not_null(root);
    cr_expect_eq(processor_quota_under(root), SIZE_MAX);
    write_file(root, "/proc/self/cgroup", "3:cpu,cpuacct:/box\\n0::/user/job\\n");
    cr_expect_eq(processor_quota_under(root), SIZE_MAX);
    write_file(root, "/sys/fs/cgroup/user/job/cpu.max", "max 100000\\n");
    write_file(root, "/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "-1\\n");
    write_file(root, "/sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\\n");
    cr_expect_eq(processor_quota_under(root), SIZE_MAX);
    remove_root(root);
}

Test(processor_limits, the_tightest_quota_above_decides_rounded_up)
{
    char name[] = "/tmp/plateau-processors-XXXXXX";
    const char *root = mkdtemp(name);

    cr_assert_not_null(root);
    write_file(root, "/proc/self/cgroup", "0::/user/job\\n");
    write_file(root, "/sys/fs/cgroup/user/job/cpu.max", "620000 100000\\n");
    cr_expect_eq(processor_quota_under(root), 7);
    write_file(root, "/sys/fs/cgroup/user/cpu.max", "100000 50000\\n");
    cr_expect_eq(processor_quota_under(root), 2);
    write_file(root, "/sys/fs/cgroup/cpu.max", "30000 100000\\n");
    cr_expect_eq(processor_quota_under(root), 1);
    remove_root(root);
}

Test(processor_limits, reads_the_first_version_of_control_groups)
{
    char name[] = "/tmp/plateau-processors-XXXXXX";
    const char *root = mkdtemp(name);

    cr_assert_not_null(root);
    write_file(root, "/proc/self/cgroup", "4:cpuset:/x\\n3:cpuacct,cpu:/box/inner\\n");
    write_file(root, "/sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "100000\\n");
    write_file(root, "/sys/fs/cgroup/cpu/x/cpu.cfs_period_us", "100000\\n");
    write_file(root, "/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "250000\\n");
    write_file(root, "/sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\\n");
    cr_expect_eq(processor_quota_under(root), 3);
    /* In a container the groups that are named may stand outside of what is mounted. */
    write_file(root, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "150000\\n");
    write_file(root, "/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\\n");
    cr_expect_eq(processor_quota_under(root), 2);
    remove_root(root);
}
