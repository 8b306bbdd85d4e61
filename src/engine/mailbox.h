/*
 * Hands over the newest item without ever waiting: one producer fills a slot and swaps its number
 * for a free one, one consumer takes the newest; a newer item replaces an unread one. Three slots,
 * whose numbers 0, 1, 2 are at any time spread over producer, middle and consumer.
 */
#ifndef PLATEAU_ENGINE_MAILBOX_H
#define PLATEAU_ENGINE_MAILBOX_H

#include <stdatomic.h>
#include <stdbool.h>

enum { MAILBOX_SLOTS = 3, MAILBOX_SLOT = 3, MAILBOX_UNREAD = 4 };

struct mailbox {
    atomic_uint middle; /* bits 0-1: the slot nobody uses; bit 2: unread */
    unsigned write;     /* owned by: producer */
    unsigned read;      /* owned by: consumer */
};

/** Call it before either thread uses the mailbox. The producer begins with slot `write` = 0. */
void mailbox_init(struct mailbox *m);

/** Producer: hands over the slot just filled, and returns another to fill. */
unsigned mailbox_publish_slot(struct mailbox *m);

/** Consumer: returns true when m->read now names a newer slot, immutable until the next call. */
bool mailbox_take_latest(struct mailbox *m);

#endif
