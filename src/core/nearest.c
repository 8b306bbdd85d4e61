#include "plateau/nearest.h"

#include <string.h>

/* Names longer than NAME_BYTES are far from everything. */
enum { NEAR = 2, NAME_BYTES = 64, BEGUN = 3 };

static size_t least(size_t a, size_t b, size_t c)
{
    const size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Levenshtein's distance, row by row. */
static size_t edit_distance(const char *a, const char *b)
{
    const size_t width = strlen(b);
    size_t row[NAME_BYTES + 1];

    if (width > NAME_BYTES)
        return NAME_BYTES;
    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 1; j <= width; j++) {
            const size_t above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a[i] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[width];
}

struct nearest nearest_to(const char *key)
{
    return (struct nearest){.key = key, .distance = NEAR + 1};
}

/* A name that the key begins is as near as one edit. */
static size_t distance_to(const char *key, const char *name)
{
    const size_t length = strlen(key), edits = edit_distance(key, name);

    return length >= BEGUN && edits > 1 && strncmp(key, name, length) == 0 ? 1 : edits;
}

/* A name that shares no letter with the key is far, however short both are. */
void nearest_offer(struct nearest *nearest, const char *name)
{
    const size_t distance = distance_to(nearest->key, name);

    if (distance >= nearest->distance || distance >= strlen(name))
        return;
    nearest->distance = distance;
    nearest->name = name;
}
