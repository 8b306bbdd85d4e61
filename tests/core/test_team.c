/* For pthread_setattr_default_np. */
#define _GNU_SOURCE 1

#include "plateau/team.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { CHUNKS_MAX = 1000 };

struct chunk_tally {
    size_t threads;
    atomic_uint taken[CHUNKS_MAX];
    atomic_bool wrong_thread;
};

static void count(void *context, size_t chunk, size_t thread)
{
    struct chunk_tally *tally = context;

    atomic_fetch_add(&tally->taken[chunk], 1);
    if (thread >= tally->threads)
        atomic_store(&tally->wrong_thread, true);
}

Test(team, runs_every_chunk_once_whatever_the_number_of_threads)
{
    const size_t threads[] = {1, 2, 3, 8};
    const size_t chunks[] = {0, 1, 2, 7, CHUNKS_MAX};

    for (size_t t = 0; t < 4; t++) {
        struct team *team = team_create(threads[t], NULL);

        cr_assert_not_null(team);
        cr_expect_eq(team_threads(team), threads[t]);
        for (size_t c = 0; c < 5; c++) {
            static struct chunk_tally tally;

            memset(&tally, 0, sizeof tally);
            tally.threads = threads[t];
            team_run(team, chunks[c], count, &tally);
            cr_expect(!atomic_load(&tally.wrong_thread));
            for (size_t i = 0; i < CHUNKS_MAX; i++)
                cr_assert_eq(atomic_load(&tally.taken[i]), i < chunks[c] ? 1U : 0U);
        }
        team_destroy(team);
    }
}

static void add_plainly(void *context, size_t chunk, size_t thread)
{
    size_t *sum = context;

    (void)thread;
    sum[chunk] += chunk + 1;
}

Test(team, what_a_job_wrote_is_there_for_the_next_one)
{
    struct team *team = team_create(3, NULL);
    size_t sum[5] = {0};

    for (size_t job = 0; job < 3000; job++)
        team_run(team, 5, add_plainly, sum);
    for (size_t i = 0; i < 5; i++)
        cr_expect_eq(sum[i], 3000 * (i + 1));
    team_destroy(team);
}

/* Two chunks that wait for each other end only when two threads run at the same time. */
static void meet(void *context, size_t chunk, size_t thread)
{
    (void)chunk;
    (void)thread;
    pthread_barrier_wait(context);
}

Test(team, runs_chunks_at_the_same_time_also_after_a_sleep, .timeout = 20)
{
    struct team *team = team_create(2, NULL);
    pthread_barrier_t both;
    size_t meetings = 0;

    pthread_barrier_init(&both, NULL, 2);
    for (; meetings < 3; meetings++) {
        /* Far longer than the spin: the thread sleeps on its condition. */
        usleep(20000);
        team_run(team, 2, meet, &both);
    }
    cr_expect_eq(meetings, 3);
    pthread_barrier_destroy(&both);
    team_destroy(team);
}

struct slow_job {
    atomic_bool by_member;
    pthread_barrier_t both;
};

/* The caller's chunk ends at once, the other one after the caller went to sleep. */
static void finish_late(void *context, size_t chunk, size_t thread)
{
    struct slow_job *job = context;

    meet(&job->both, chunk, thread);
    if (thread > 0) {
        usleep(30000);
        atomic_store(&job->by_member, true);
    }
}

Test(team, waits_for_the_slowest_thread, .timeout = 20)
{
    struct team *team = team_create(2, NULL);
    struct slow_job job = {0};

    pthread_barrier_init(&job.both, NULL, 2);
    team_run(team, 2, finish_late, &job);
    cr_expect(atomic_load(&job.by_member));
    pthread_barrier_destroy(&job.both);
    team_destroy(team);
}

struct masks {
    pthread_barrier_t both;
    sigset_t of_thread[2];
};

static void read_mask(void *context, size_t chunk, size_t thread)
{
    struct masks *masks = context;

    meet(&masks->both, chunk, thread);
    pthread_sigmask(SIG_SETMASK, NULL, &masks->of_thread[thread]);
}

Test(team, threads_take_no_signals_but_crashes, .timeout = 20)
{
    const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    const int others[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGUSR1, SIGALRM};
    struct team *team = team_create(2, NULL);
    struct masks masks = {0};

    pthread_barrier_init(&masks.both, NULL, 2);
    team_run(team, 2, read_mask, &masks);
    pthread_barrier_destroy(&masks.both);
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        cr_expect_eq(sigismember(&masks.of_thread[1], crashes[i]), 0);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        cr_expect_eq(sigismember(&masks.of_thread[1], others[i]), 1);
        cr_expect_eq(sigismember(&masks.of_thread[0], others[i]), 0, "the caller's mask changed");
    }
    team_destroy(team);
}

Test(team, refuses_numbers_of_threads_that_make_no_sense)
{
    struct error err;

    cr_assert_null(team_create(0, &err));
    cr_expect_eq(err.code, STATUS_INVALID);
    cr_expect(strstr(err.text, "0 lies outside 1 to 1024"), "%s", err.text);
    cr_assert_null(team_create(5000, &err));
    cr_expect(strstr(err.text, "5000"), "%s", err.text);
    team_destroy(NULL);
}

Test(team, says_when_the_system_gives_no_threads)
{
    pthread_attr_t attributes;
    struct error err;

    /* Stacks larger than the address space. */
    cr_assert_eq(pthread_attr_init(&attributes), 0);
    cr_assert_eq(pthread_attr_setstacksize(&attributes, (size_t)1 << 50), 0);
    cr_assert_eq(pthread_setattr_default_np(&attributes), 0);
    cr_assert_null(team_create(3, &err));
    cr_expect_eq(err.code, STATUS_NO_MEMORY);
    cr_expect(strstr(err.text, "1 of 3"), "%s", err.text);
}

Test(team, knows_its_processors)
{
    cpu_set_t one;

    cr_expect_geq(team_processors(), 1);
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    cr_assert_eq(sched_setaffinity(0, sizeof one, &one), 0);
    cr_expect_eq(team_processors(), 1);
}
