#include <criterion/criterion.h>

#include "engine/mailbox.h"

/* tests/threads looks for torn or reordered reads; this file tests the protocol. */

Test(mailbox, has_nothing_at_first)
{
    struct mailbox mailbox;

    mailbox_init(&mailbox);
    cr_assert_not(mailbox_take_latest(&mailbox));
}

Test(mailbox, gives_each_publication_once)
{
    struct mailbox mailbox;

    mailbox_init(&mailbox);
    const unsigned filled = mailbox.write;
    mailbox_publish_slot(&mailbox);
    cr_assert(mailbox_take_latest(&mailbox));
    cr_assert_eq(mailbox.read, filled);
    cr_assert_not(mailbox_take_latest(&mailbox));
    cr_assert_eq(mailbox.read, filled);
}

Test(mailbox, newest_replaces_unread)
{
    struct mailbox mailbox;

    mailbox_init(&mailbox);
    mailbox_publish_slot(&mailbox);
    mailbox_publish_slot(&mailbox);
    const unsigned newest = mailbox.write;
    mailbox_publish_slot(&mailbox);
    cr_assert(mailbox_take_latest(&mailbox));
    cr_assert_eq(mailbox.read, newest);
    cr_assert_not(mailbox_take_latest(&mailbox));
}

Test(mailbox, keeps_three_different_slots_in_every_interleaving)
{
    /* All sequences of eight operations, publish (0) or take (1). */
    for (unsigned sequence = 0; sequence < 256; sequence++) {
        struct mailbox mailbox;

        mailbox_init(&mailbox);
        for (unsigned i = 0; i < 8; i++) {
            if (sequence >> i & 1)
                mailbox_take_latest(&mailbox);
            else
                cr_assert_eq(mailbox_publish_slot(&mailbox), mailbox.write);
            const unsigned middle = atomic_load(&mailbox.middle) & MAILBOX_SLOT;
            cr_assert_eq(1u << mailbox.write | 1u << middle | 1u << mailbox.read, 7u);
        }
    }
}
