/*
 * core: aligned memory whose size the user controls: asked for politely, grown without a copy. Any
 * thread; a buffer belongs to whoever holds it.
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
 * pages back. On failure the block is as it was: STATUS_NO_MEMORY.
 */
enum status buffer_resize(struct buffer *buffer, size_t bytes, struct error *err);

/** Gives the memory back; a zeroed buffer is fine. */
void buffer_release(struct buffer *buffer);

/** 64-byte aligned, zeroed; NULL when it cannot be had or count * size overflows. free() it. */
void *memory_zeroed(size_t count, size_t size);

/** As memory_zeroed, with any content: for large blocks of which most is never touched. */
void *memory_raw(size_t count, size_t size);

/** As memory_zeroed, for small blocks at start-up: never NULL, ends in fatal(). */
void *memory_need(size_t count, size_t size);

/** Bytes as people read them, in 1000s and few cells: "62 MB", "1.5 GB". */
void memory_format(double bytes, char *out, size_t size);

/** Bytes this process may still take: the least of MemAvailable and the control group's rest. */
uint64_t memory_available(void);

#endif
