/* One worker's messages, copied into the queue of every subscriber. */
#ifndef PLATEAU_ENGINE_BUS_H
#define PLATEAU_ENGINE_BUS_H

#include "plateau/engine.h"
#include "queue.h"

enum { SUBSCRIBERS_MAX = 4 };

struct subscriber {
    struct queue *queue;
};

/* Immutable once a worker runs; the queues inside have their own locks. */
struct bus {
    struct subscriber subscriber[SUBSCRIBERS_MAX];
    size_t subscribers;
};

struct subscriber *bus_subscribe(struct bus *bus, enum subscription kind, int notify_fd);
void bus_publish(struct bus *bus, const struct message *message);

/** See queue_allow_waiting. */
void bus_allow_waiting(struct bus *bus, bool allowed);

void bus_fini(struct bus *bus);

#endif
