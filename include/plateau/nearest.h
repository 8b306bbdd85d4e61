/* core: "did you mean": finds the known name nearest to a mistyped one. Any thread; pure. */
#ifndef PLATEAU_NEAREST_H
#define PLATEAU_NEAREST_H

#include <stddef.h>

/* Plain data; strings are borrowed. */
struct nearest {
    const char *key;  /* as typed */
    const char *name; /* the nearest name so far; NULL while every name is far */
    size_t distance;
};

/** Starts a search. Names are near within two edits of key, or when they begin with key. */
struct nearest nearest_to(const char *key);

/** Offers one name; of equally near names the first stays. */
void nearest_offer(struct nearest *nearest, const char *name);

#endif
