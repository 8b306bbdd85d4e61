#include "queue.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "plateau/memory.h"

struct queue {
    /* Immutable: read with and without the lock. */
    enum queue_policy policy;
    int notify_fd;
    size_t size, capacity;
    char *items;          /* [capacity * size]; the lock guards their contents */
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t filled;
    pthread_cond_t emptied;
    bool waiting_allowed;
    bool closed;
    uint64_t lost;
    size_t first, count; /* a ring: items first .. first+count-1, modulo capacity */
};

struct queue *queue_create(size_t capacity, size_t size, enum queue_policy policy, int notify_fd)
{
    struct queue *queue = memory_zeroed(1, sizeof *queue);
    pthread_condattr_t monotonic;

    if (queue)
        queue->items = memory_zeroed(capacity, size);
    if (!queue || !queue->items) {
        free(queue);
        return NULL;
    }
    queue->capacity = capacity;
    queue->size = size;
    queue->policy = policy;
    queue->waiting_allowed = true;
    queue->notify_fd = notify_fd;
    pthread_mutex_init(&queue->lock, NULL);
    /* Deadlines must not move when somebody sets the wall clock. */
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&queue->filled, &monotonic);
    pthread_cond_init(&queue->emptied, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return queue;
}

void queue_destroy(struct queue *queue)
{
    if (!queue)
        return;
    pthread_cond_destroy(&queue->emptied);
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->lock);
    free(queue->items);
    free(queue);
}

static void *slot(const struct queue *queue, size_t offset)
{
    return queue->items + (queue->first + offset) % queue->capacity * queue->size;
}

/* Makes room for one more, under the lock, or returns why the item has to be refused. */
static enum queue_status make_room(struct queue *queue)
{
    while (queue->policy == QUEUE_WAIT && queue->waiting_allowed && !queue->closed &&
           queue->count == queue->capacity)
        pthread_cond_wait(&queue->emptied, &queue->lock);
    if (queue->closed)
        return QUEUE_CLOSED;
    if (queue->count < queue->capacity)
        return QUEUE_OK;
    if (queue->policy == QUEUE_REFUSE)
        return QUEUE_FULL;
    queue->first = (queue->first + 1) % queue->capacity;
    queue->count--;
    queue->lost++;
    return QUEUE_OK;
}

/* A full pipe already holds a byte that wakes the reader, so that a failure does not matter. */
static void notify(int fd)
{
    const char byte = 0;

    while (write(fd, &byte, 1) < 0 && errno == EINTR)
        continue;
}

enum queue_status queue_push(struct queue *queue, const void *item)
{
    bool was_empty = false;

    pthread_mutex_lock(&queue->lock);
    const enum queue_status status = make_room(queue);
    if (status == QUEUE_OK) {
        memcpy(slot(queue, queue->count), item, queue->size);
        was_empty = queue->count++ == 0;
        pthread_cond_signal(&queue->filled);
    }
    pthread_mutex_unlock(&queue->lock);
    if (was_empty && queue->notify_fd >= 0)
        notify(queue->notify_fd);
    return status;
}

static struct timespec timespec_of(double seconds)
{
    const double whole = floor(seconds);

    return (struct timespec){(time_t)whole, (long)((seconds - whole) * 1e9)};
}

/* Waits under the lock for an item, the end or the deadline. */
static void wait_for_item(struct queue *queue, double deadline)
{
    const struct timespec time = timespec_of(isinf(deadline) ? 0.0 : deadline);
    int timeout = deadline > 0.0 ? 0 : ETIMEDOUT;

    while (queue->count == 0 && !queue->closed && timeout != ETIMEDOUT)
        if (isinf(deadline))
            pthread_cond_wait(&queue->filled, &queue->lock);
        else
            timeout = pthread_cond_timedwait(&queue->filled, &queue->lock, &time);
}

enum queue_status queue_take(struct queue *queue, void *item, double deadline)
{
    enum queue_status status = QUEUE_OK;

    pthread_mutex_lock(&queue->lock);
    wait_for_item(queue, deadline);
    if (queue->count > 0) {
        memcpy(item, slot(queue, 0), queue->size);
        queue->first = (queue->first + 1) % queue->capacity;
        queue->count--;
        pthread_cond_signal(&queue->emptied);
    } else {
        status = queue->closed ? QUEUE_CLOSED : QUEUE_EMPTY;
    }
    pthread_mutex_unlock(&queue->lock);
    return status;
}

void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_cond_broadcast(&queue->emptied);
    pthread_mutex_unlock(&queue->lock);
}

bool queue_is_closed(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    const bool closed = queue->closed;
    pthread_mutex_unlock(&queue->lock);
    return closed;
}

bool queue_is_idle(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    const bool idle = !queue->closed && queue->count == 0;
    pthread_mutex_unlock(&queue->lock);
    return idle;
}

void queue_allow_waiting(struct queue *queue, bool allowed)
{
    pthread_mutex_lock(&queue->lock);
    queue->waiting_allowed = allowed;
    pthread_cond_broadcast(&queue->emptied);
    pthread_mutex_unlock(&queue->lock);
}

uint64_t queue_lost(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    const uint64_t lost = queue->lost;
    pthread_mutex_unlock(&queue->lock);
    return lost;
}
