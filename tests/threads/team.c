/*
 * Jobs of all sizes, with and without pauses between them, on teams that come and go: under the
 * thread sanitizer this shows any unordered access. returns 0 when all sums were right.
 */
#include "plateau/team.h"

#include <stdio.h>
#include <unistd.h>

enum { CHUNKS_MAX = 17, JOBS = 2000 };

struct sums {
    size_t chunk[CHUNKS_MAX]; /* written without any lock: chunks are not shared */
    size_t offset;            /* written by the caller between jobs */
};

static void add(void *context, size_t chunk, size_t thread)
{
    struct sums *sums = context;

    (void)thread;
    sums->chunk[chunk] += chunk + sums->offset;
}

static size_t run_jobs(struct team *team)
{
    struct sums sums = {0};
    size_t wrong = 0;
    size_t expected[CHUNKS_MAX] = {0};

    for (size_t job = 0; job < JOBS; job++) {
        const size_t chunks = job % (CHUNKS_MAX + 1);

        sums.offset = job;
        team_run(team, chunks, add, &sums);
        for (size_t i = 0; i < CHUNKS_MAX; i++) {
            expected[i] += i < chunks ? i + job : 0;
            wrong += sums.chunk[i] != expected[i] ? 1 : 0;
        }
        if (job % 100 == 0)
            usleep(1000); /* long enough for the threads to fall asleep */
    }
    return wrong;
}

int main(void)
{
    size_t wrong = 0;

    for (size_t threads = 1; threads <= 4; threads++) {
        struct team *team = team_create(threads, NULL);

        wrong += run_jobs(team);
        team_destroy(team);
    }
    if (wrong > 0)
        fprintf(stderr, "%zu sums were wrong\n", wrong);
    return wrong > 0;
}
