#include "control_groups.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 512 };

/* Returns false where the text does not begin with a number ("max"). */
static bool number_parse(const char *text, uint64_t *out)
{
    char *end;

    *out = strtoull(text, &end, 10);
    return end != text;
}

bool control_groups_number(const char *path, const char *key, uint64_t *out)
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

/* Returns whether a list such as "cpu,cpuacct" has the word. */
static bool has_word(const char *list, const char *word)
{
    const size_t length = strlen(word);

    while (*list) {
        const size_t own = strcspn(list, ",");

        if (own == length && strncmp(list, word, own) == 0)
            return true;
        list += own + (list[own] == ',');
    }
    return false;
}

/*
 * Visits a group and those above it; `path` is directory + group, and gets shorter at each level.
 */
static void visit_chain(char *path, size_t mount, enum group_version version,
                        void (*visit)(void *context, enum group_version version,
                                      const char *directory),
                        void *context)
{
    char *slash = path + strlen(path);

    while (slash) {
        *slash = '\0';
        visit(context, version, path);
        slash = strrchr(path + mount, '/');
    }
}

void control_groups_visit(const char *root, const char *controller,
                          void (*visit)(void *context, enum group_version version,
                                        const char *directory),
                          void *context)
{
    char path[PATH_MAX];
    char line[PATH_MAX];

    snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
    FILE *file = fopen(path, "re");

    /* Lines "0::/group" (version 2) and "5:memory,...:/group" (version 1). */
    while (file && fgets(line, sizeof line, file)) {
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;

        if (!group)
            continue;
        controllers++;
        *group++ = '\0';
        group[strcspn(group, "\n")] = '\0';

        const bool unified = *controllers == '\0';
        if (!unified && !has_word(controllers, controller))
            continue;
        const int mount = snprintf(path, sizeof path, "%s/sys/fs/cgroup%s%s", root,
                                   unified ? "" : "/", unified ? "" : controller);
        if (mount < 0 || (size_t)mount + strlen(group) >= sizeof path)
            continue;
        memcpy(path + mount, group, strlen(group) + 1);
        visit_chain(path, (size_t)mount, unified ? GROUP_VERSION_2 : GROUP_VERSION_1, visit,
                    context);
    }
    if (file)
        fclose(file);
}
