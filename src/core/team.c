/* For CPU_COUNT. */
#define _GNU_SOURCE 1 /* NOLINT(bugprone-reserved-identifier) */

#include "plateau/team.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "plateau/memory.h"
#include "plateau/thread.h"
#include "processor_limits.h"

enum { THREADS_MAX = 1024, SPINS = 2000 };

struct member {
    struct team *team;
    size_t thread;
    pthread_t id;
};

/*
 * A job is open while it has chunks to take. Whoever lowers `open` has taken a chunk, and the job
 * cannot be replaced before that chunk is done, so that the plain fields below are safe to read
 * then: they are written before `open` is raised (release) and after `unfinished` reached zero
 * (acquire). Both waits spin a little, then sleep on a condition: a pure spin is 20 times slower
 * when two threads share a processor.
 */
struct team {
    size_t threads;
    size_t started; /* members 1..started-1 have a thread; 0 is the caller */
    struct member *member;
    pthread_mutex_t lock;
    pthread_cond_t opened;
    pthread_cond_t finished;
    atomic_size_t open;       /* chunks nobody has taken yet */
    atomic_size_t unfinished; /* chunks not done yet */
    atomic_bool stop;
    /* The job: owned by the caller of team_run while no chunk is open or unfinished. */
    size_t chunks;
    void (*task)(void *context, size_t chunk, size_t thread);
    void *context;
};

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

/* Signals the end of a job, whoever ends it. The lock keeps the caller from missing it. */
static void announce_finish(struct team *team)
{
    pthread_mutex_lock(&team->lock);
    pthread_cond_signal(&team->finished);
    pthread_mutex_unlock(&team->lock);
}

/* Takes chunks, in increasing order, until none is open. */
static void work(struct team *team, size_t thread)
{
    size_t open = atomic_load_explicit(&team->open, memory_order_relaxed);

    while (open > 0) {
        /* Acquire: the job's fields were written before `open` was raised. */
        if (!atomic_compare_exchange_weak_explicit(&team->open, &open, open - 1,
                                                   memory_order_acquire, memory_order_relaxed))
            continue;
        team->task(team->context, team->chunks - open, thread);
        /* Release: what the task wrote is seen by the caller, who acquires the zero. */
        if (atomic_fetch_sub_explicit(&team->unfinished, 1, memory_order_acq_rel) == 1)
            announce_finish(team);
        open = atomic_load_explicit(&team->open, memory_order_relaxed);
    }
}

static bool has_news(struct team *team)
{
    return atomic_load_explicit(&team->open, memory_order_relaxed) > 0 ||
           atomic_load_explicit(&team->stop, memory_order_relaxed);
}

static void wait_for_news(struct team *team)
{
    for (size_t spin = 0; spin < SPINS; spin++) {
        if (has_news(team))
            return;
        relax();
    }
    pthread_mutex_lock(&team->lock);
    while (!has_news(team))
        pthread_cond_wait(&team->opened, &team->lock);
    pthread_mutex_unlock(&team->lock);
}

static void wait_for_finish(struct team *team)
{
    for (size_t spin = 0; spin < SPINS; spin++) {
        if (atomic_load_explicit(&team->unfinished, memory_order_acquire) == 0)
            return;
        relax();
    }
    pthread_mutex_lock(&team->lock);
    while (atomic_load_explicit(&team->unfinished, memory_order_acquire) > 0)
        pthread_cond_wait(&team->finished, &team->lock);
    pthread_mutex_unlock(&team->lock);
}

static void *member_run(void *argument)
{
    struct member *member = argument;
    struct team *team = member->team;

    while (!atomic_load_explicit(&team->stop, memory_order_relaxed)) {
        wait_for_news(team);
        work(team, member->thread);
    }
    return NULL;
}

/* Returns false when one of the threads does not start. */
static bool start_members(struct team *team)
{
    bool running = true;

    while (running && team->started < team->threads) {
        struct member *member = &team->member[team->started];

        member->team = team;
        member->thread = team->started;
        running = thread_start(&member->id, member_run, member) == 0;
        team->started += running ? 1 : 0;
    }
    return running;
}

struct team *team_create(size_t threads, struct error *err)
{
    if (threads < 1 || threads > THREADS_MAX) {
        error_set(err, STATUS_INVALID, "threads: %zu lies outside 1 to %d", threads,
                  (int)THREADS_MAX);
        return NULL;
    }

    struct team *team = memory_zeroed(1, sizeof *team);

    if (team)
        team->member = memory_zeroed(threads, sizeof *team->member);
    if (!team || !team->member) {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room for %zu threads", threads);
        free(team);
        return NULL;
    }
    team->threads = threads;
    team->started = 1;
    pthread_mutex_init(&team->lock, NULL);
    pthread_cond_init(&team->opened, NULL);
    pthread_cond_init(&team->finished, NULL);
    atomic_init(&team->open, 0);
    atomic_init(&team->unfinished, 0);
    atomic_init(&team->stop, false);

    if (!start_members(team)) {
        error_set(err, STATUS_NO_MEMORY, "threads: the system started only %zu of %zu",
                  team->started, threads);
        team_destroy(team);
        return NULL;
    }
    return team;
}

void team_destroy(struct team *team)
{
    if (!team)
        return;
    pthread_mutex_lock(&team->lock);
    atomic_store_explicit(&team->stop, true, memory_order_relaxed);
    pthread_cond_broadcast(&team->opened);
    pthread_mutex_unlock(&team->lock);
    for (size_t i = 1; i < team->started; i++)
        pthread_join(team->member[i].id, NULL);
    pthread_cond_destroy(&team->finished);
    pthread_cond_destroy(&team->opened);
    pthread_mutex_destroy(&team->lock);
    free(team->member);
    free(team);
}

size_t team_threads(const struct team *team)
{
    return team->threads;
}

void team_run(struct team *team, size_t chunks,
              void (*task)(void *context, size_t chunk, size_t thread), void *context)
{
    if (chunks == 0)
        return;
    team->chunks = chunks;
    team->task = task;
    team->context = context;
    atomic_store_explicit(&team->unfinished, chunks, memory_order_relaxed);

    pthread_mutex_lock(&team->lock);
    atomic_store_explicit(&team->open, chunks, memory_order_release);
    pthread_cond_broadcast(&team->opened);
    pthread_mutex_unlock(&team->lock);

    work(team, 0);
    wait_for_finish(team);
}

static size_t affine_processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return (size_t)CPU_COUNT(&set);
    /* The machine has more processors than the mask has bits. */
    const long online = sysconf(_SC_NPROCESSORS_ONLN);

    return online > 0 ? (size_t)online : 1;
}

size_t team_processors(void)
{
    const size_t affine = affine_processors(), quota = processor_quota_under("");

    return affine < quota ? affine : quota;
}
