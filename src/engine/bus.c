#include "bus.h"

#include "plateau/clock.h"

/* A second of messages from the fastest runs: the queue of a living reader never fills. */
enum { MESSAGES_MAX = 4096 };

struct subscriber *bus_subscribe(struct bus *bus, enum subscription kind, int notify_fd)
{
    const enum queue_policy policy = kind == SUBSCRIBE_WAIT ? QUEUE_WAIT : QUEUE_COUNT;

    if (bus->subscribers == SUBSCRIBERS_MAX)
        fatal("engine: more than %d subscribers", (int)SUBSCRIBERS_MAX);
    struct subscriber *subscriber = &bus->subscriber[bus->subscribers];
    subscriber->queue = queue_create(MESSAGES_MAX, sizeof(struct message), policy, notify_fd);
    if (!subscriber->queue)
        return NULL;
    bus->subscribers++;
    return subscriber;
}

void bus_publish(struct bus *bus, const struct message *message)
{
    for (size_t i = 0; i < bus->subscribers; i++)
        queue_push(bus->subscriber[i].queue, message);
}

void bus_allow_waiting(struct bus *bus, bool allowed)
{
    for (size_t i = 0; i < bus->subscribers; i++)
        queue_allow_waiting(bus->subscriber[i].queue, allowed);
}

void bus_fini(struct bus *bus)
{
    for (size_t i = 0; i < bus->subscribers; i++)
        queue_destroy(bus->subscriber[i].queue);
    bus->subscribers = 0;
}

bool subscriber_take(struct subscriber *subscriber, struct message *out, int milliseconds)
{
    const double deadline = milliseconds > 0 ? clock_seconds() + 1e-3 * milliseconds : 0.0;

    return queue_take(subscriber->queue, out, deadline) == QUEUE_OK;
}

uint64_t subscriber_lost(const struct subscriber *subscriber)
{
    return queue_lost(subscriber->queue);
}
