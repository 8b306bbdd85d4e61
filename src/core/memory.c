/* For mremap and madvise. */
#define _GNU_SOURCE 1 /* NOLINT(bugprone-reserved-identifier) */

#include "plateau/memory.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory_limits.h"
#include "memory_refusal.h"
#include "plateau/status.h"

enum { ALIGNMENT = 64 };

/* Tests set it before their first thread starts; atomic, since any thread asks for memory. */
static bool (*_Atomic refuses)(void);

void memory_set_refusal(bool (*hook)(void))
{
    atomic_store(&refuses, hook);
}

static bool is_refused(void)
{
    bool (*const hook)(void) = atomic_load_explicit(&refuses, memory_order_relaxed);

    return hook && hook();
}

/* Returns the size of the whole pages that hold `bytes`; 0 when it overflows. */
static size_t page_round(size_t bytes)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);

    if (bytes > SIZE_MAX - page)
        return 0;
    return (bytes + page - 1) / page * page;
}

static void *pages_resize(void *at, size_t old, size_t wanted)
{
    if (!at)
        return mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return old == wanted ? at : mremap(at, old, wanted, MREMAP_MAYMOVE);
}

enum status buffer_resize(struct buffer *buffer, size_t bytes, struct error *err)
{
    if (bytes == 0) {
        buffer_release(buffer);
        return STATUS_OK;
    }

    const size_t wanted = page_round(bytes);
    void *at = wanted && !is_refused() ? pages_resize(buffer->at, page_round(buffer->bytes), wanted)
                                       : MAP_FAILED;

    if (at == MAP_FAILED) {
        return error_set(err, STATUS_NO_MEMORY,
                         "memory: the system refuses %zu bytes; about %llu are available", bytes,
                         (unsigned long long)memory_available());
    }
    /* Then rows picked at random lie in a hundredth of the pages; a refusal costs nothing else. */
    madvise(at, wanted, MADV_HUGEPAGE);
    if (bytes < buffer->bytes) {
        /*
         * The block keeps the rest of the last page, which must be zero when the block grows again.
         */
        memset((char *)at + bytes, 0, (wanted < buffer->bytes ? wanted : buffer->bytes) - bytes);
    }
    buffer->at = at;
    buffer->bytes = bytes;
    return STATUS_OK;
}

void buffer_release(struct buffer *buffer)
{
    if (buffer->at)
        munmap(buffer->at, page_round(buffer->bytes));
    buffer->at = NULL;
    buffer->bytes = 0;
}

void *memory_raw(size_t count, size_t size)
{
    if ((size && count > (SIZE_MAX - ALIGNMENT) / size) || is_refused())
        return NULL;
    return aligned_alloc(ALIGNMENT, (count * size + ALIGNMENT) / ALIGNMENT * ALIGNMENT);
}

void *memory_zeroed(size_t count, size_t size)
{
    void *at = memory_raw(count, size);

    if (at)
        memset(at, 0, count * size);
    return at;
}

void *memory_need(size_t count, size_t size)
{
    void *at = memory_zeroed(count, size);

    if (!at)
        fatal("out of memory: no room for %zu x %zu bytes", count, size);
    return at;
}

void memory_format(double bytes, char *out, size_t size)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    size_t unit = 0;

    for (; fabs(bytes) >= 999.5 && unit + 1 < sizeof units / sizeof units[0]; unit++)
        bytes /= 1000.0;
    snprintf(out, size, "%.*f %s", unit > 1 && fabs(bytes) < 9.95 ? 1 : 0, bytes, units[unit]);
}

uint64_t memory_available(void)
{
    return memory_available_under("");
}
