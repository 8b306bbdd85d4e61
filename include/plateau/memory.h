/*
 * core: aligned memory whose size the user controls: a request may fail, and a block grows without
 * a copy. Any thread; a buffer belongs to whoever holds it.
 */
#ifndef PLATEAU_MEMORY_H
#define PLATEAU_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "plateau/status.h"

/* A page-aligned block that can grow in place; zero-initialise it. Owned by: whoever holds it. */
struct buffer {
    void *at;
    size_t bytes;
};

/**
 * Makes the block at least `bytes` long; the old content stays, new bytes are zero. Shrinking gives
 * pages back. On STATUS_NO_MEMORY the block is as before.
 */
enum status buffer_resize(struct buffer *buffer, size_t bytes, struct error *err);

/** Gives the memory back; takes a zeroed buffer, too. */
void buffer_release(struct buffer *buffer);

/**
 * Returns 64-byte aligned, zeroed memory, to be freed with free(); NULL when out of memory or when
 * count * size overflows.
 */
void *memory_zeroed(size_t count, size_t size);

/** As memory_zeroed, with any content: for large blocks, most pages of which stay untouched. */
void *memory_raw(size_t count, size_t size);

/** As memory_zeroed, for small blocks at start-up: never returns NULL, ends in fatal(). */
void *memory_need(size_t count, size_t size);

/** Writes bytes as people read them, in units of 1000 and few cells: "62 MB", "1.5 GB". */
void memory_format(double bytes, char *out, size_t size);

/**
 * Returns the bytes that this process may still take: the least of MemAvailable and what its
 * control groups leave.
 */
uint64_t memory_available(void);

#endif
