#include "mailbox.h"

void mailbox_init(struct mailbox *m)
{
    m->write = 0;
    atomic_init(&m->middle, 1u);
    m->read = 2;
}

/*
 * Release: whoever acquires the slot's number sees what the producer wrote into the slot. Acquire:
 * the consumer has finished reading the slot that comes back.
 */
unsigned mailbox_publish_slot(struct mailbox *m)
{
    const unsigned old =
        atomic_exchange_explicit(&m->middle, m->write | MAILBOX_UNREAD, memory_order_acq_rel);
    m->write = old & MAILBOX_SLOT;
    return m->write;
}

bool mailbox_take_latest(struct mailbox *m)
{
    if (!(atomic_load_explicit(&m->middle, memory_order_relaxed) & MAILBOX_UNREAD))
        return false;
    const unsigned old = atomic_exchange_explicit(&m->middle, m->read, memory_order_acq_rel);
    m->read = old & MAILBOX_SLOT;
    return true;
}
