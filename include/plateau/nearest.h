/* core: "did you mean": the known name nearest to one that was mistyped. Any thread; pure. */
#ifndef PLATEAU_NEAREST_H
#define PLATEAU_NEAREST_H

#include <stddef.h>

/* Plain data; strings are borrowed. */
struct nearest {
    const char *key;  /* as typed */
    const char *name; /* the nearest so far; NULL while none is near */
    size_t distance;
};

/** Nothing is near yet; only names within two edits of key will be, or ones that begin with it. */
struct nearest nearest_to(const char *key);

/** Offers one name; the first of equally near ones stays. */
void nearest_offer(struct nearest *nearest, const char *name);

#endif
