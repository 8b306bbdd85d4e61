/* A bounded first-in-first-out queue of structs by value, between any two threads. */
#ifndef PLATEAU_ENGINE_QUEUE_H
#define PLATEAU_ENGINE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct queue; /* guarded by: its own lock; every function but create and destroy: any thread */

/* What a push does when there is no room. */
enum queue_policy {
    QUEUE_REFUSE, /* fails: the sender tells the user */
    QUEUE_WAIT,   /* waits for the reader: nothing is lost */
    QUEUE_COUNT,  /* the oldest goes, and is counted */
};

enum queue_status {
    QUEUE_OK,
    QUEUE_FULL,   /* pushing, QUEUE_REFUSE */
    QUEUE_EMPTY,  /* taking: nothing came in time */
    QUEUE_CLOSED, /* pushing: too late; taking: and nothing is left */
};

/**
 * A queue of `capacity` items of `size` bytes; NULL when there is no memory for it.
 * notify_fd  borrowed; a byte is written there when the queue becomes non-empty; -1 = none
 */
struct queue *queue_create(size_t capacity, size_t size, enum queue_policy policy, int notify_fd);
void queue_destroy(struct queue *queue); /* nobody else may be using it; takes NULL */

/** Copies one item in. A closed queue refuses it before anything makes room. */
enum queue_status queue_push(struct queue *queue, const void *item);

/** Copies one item out; waits until `deadline` on clock_seconds(): 0 = not at all, INFINITY = for
 * ever.
 */
enum queue_status queue_take(struct queue *queue, void *item, double deadline);

/** Takes no more items and wakes everybody; what is inside can still be taken. */
void queue_close(struct queue *queue);
bool queue_is_closed(struct queue *queue);

/** Open, and nothing inside. */
bool queue_is_idle(struct queue *queue);

/** QUEUE_WAIT: false makes pushes behave as QUEUE_COUNT, so that a worker whose reader has stopped
 * reading can be joined. */
void queue_allow_waiting(struct queue *queue, bool allowed);

/** Items that made room for newer ones. */
uint64_t queue_lost(struct queue *queue);

#endif
