/*
 * core, private: the control groups of this process, whose limits hold beside the machine's, below
 * a root that tests can choose.
 */
#ifndef PLATEAU_CORE_CONTROL_GROUPS_H
#define PLATEAU_CORE_CONTROL_GROUPS_H

#include <stdbool.h>
#include <stdint.h>

/* The two versions of control groups spell their files differently. */
enum group_version { GROUP_VERSION_1, GROUP_VERSION_2 };

/**
 * Visits the group of a controller ("memory", "cpu") that ROOT/proc/self/cgroup names, and all
 * groups above it, in both versions. `directory` is that of the group, below ROOT/sys/fs/cgroup,
 * without a slash at its end.
 */
void control_groups_visit(const char *root, const char *controller,
                          void (*visit)(void *context, enum group_version version,
                                        const char *directory),
                          void *context);

/**
 * Reads the number behind `key` (with its colon, if any) in a file of "key number" lines; with key
 * "" the number at the start of the file. Returns false when the file, the line or the number is
 * missing.
 */
bool control_groups_number(const char *path, const char *key, uint64_t *out);

#endif
