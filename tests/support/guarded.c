#include "guarded.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* Returns the size of the whole pages that hold n floats. */
static size_t body_bytes(size_t n)
{
    const size_t page = page_bytes();

    return (n * sizeof(float) + page - 1) / page * page;
}

float *guarded_floats(size_t n)
{
    const size_t page = page_bytes(), body = body_bytes(n);
    char *all = mmap(NULL, body + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (all == MAP_FAILED || mprotect(all + page, body, PROT_READ | PROT_WRITE) != 0) {
        perror("guarded_floats");
        abort();
    }
    return (float *)(void *)(all + page + body) - n;
}

void guarded_free(float *at, size_t n)
{
    const size_t page = page_bytes(), body = body_bytes(n);

    if (at)
        munmap((char *)(at + n) - body - page, body + 2 * page);
}
