/* A bounded first-in-first-out queue of structs by value, between any two threads. */
#ifndef PLATEAU_ENGINE_QUEUE_H
#define PLATEAU_ENGINE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct queue; /* guarded by: its own lock; every function but create and destroy: any thread */

/* What a push does when the queue is full. */
enum queue_policy {
    QUEUE_REFUSE, /* fails: the sender tells the user */
    QUEUE_WAIT,   /* waits for the reader: nothing is lost */
    QUEUE_COUNT,  /* drops the oldest item and counts it */
};

enum queue_status {
    QUEUE_OK,
    QUEUE_FULL,   /* pushing, QUEUE_REFUSE */
    QUEUE_EMPTY,  /* taking: no item came in time */
    QUEUE_CLOSED, /* pushing: too late; taking: and empty */
};

/**
 * Makes a queue of `capacity` items of `size` bytes; NULL when out of memory.
 *
 * notify_fd  borrowed; the queue writes a byte there when it becomes non-empty; -1 = none
 */
struct queue *queue_create(size_t capacity, size_t size, enum queue_policy policy, int notify_fd);
void queue_destroy(struct queue *queue); /* nobody else may be using it; takes NULL */

/** Copies one item in. A closed queue refuses the item, and keeps what it has. */
enum queue_status queue_push(struct queue *queue, const void *item);

/** Copies one item out; waits until `deadline` on clock_seconds(): 0 = not at all, INFINITY = for
 * ever.
 */
enum queue_status queue_take(struct queue *queue, void *item, double deadline);

/** Closes the queue: it takes no more items and wakes everybody; its items can still be taken. */
void queue_close(struct queue *queue);
bool queue_is_closed(struct queue *queue);

/** Returns whether the queue is open and empty. */
bool queue_is_idle(struct queue *queue);

/**
 * QUEUE_WAIT: with false, pushes behave as for QUEUE_COUNT, so that a worker can be joined although
 * its reader has stopped reading.
 */
void queue_allow_waiting(struct queue *queue, bool allowed);

/** Returns how many items were dropped for newer ones. */
uint64_t queue_lost(struct queue *queue);

#endif
