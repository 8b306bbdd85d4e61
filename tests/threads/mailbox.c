/*
 * 300,000 publications through a mailbox: none torn, none out of order, and the last one arrives. A
 * plain program, because Criterion does not start under the thread sanitizer.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/mailbox.h"

enum { PUBLICATIONS = 300000, WORDS = 16 };

struct post {
    struct mailbox mailbox;
    unsigned slot[MAILBOX_SLOTS][WORDS]; /* each owned by whoever holds its number */
};

static void *produce(void *argument)
{
    struct post *post = argument;

    for (unsigned number = 1; number <= PUBLICATIONS; number++) {
        unsigned *words = post->slot[post->mailbox.write];

        for (size_t i = 0; i < WORDS; i++)
            words[i] = number;
        mailbox_publish_slot(&post->mailbox);
        /* Lets the reader in now and then, also on one processor. */
        if (number % 8 == 0)
            sched_yield();
    }
    return NULL;
}

static int fail(const char *what, unsigned number)
{
    printf("mailbox: %s at publication %u\n", what, number);
    return EXIT_FAILURE;
}

int main(void)
{
    static struct post post;
    pthread_t producer;
    unsigned newest = 0, taken = 0;

    mailbox_init(&post.mailbox);
    if (pthread_create(&producer, NULL, produce, &post) != 0)
        return fail("no thread", 0);
    while (newest < PUBLICATIONS) {
        if (!mailbox_take_latest(&post.mailbox)) {
            sched_yield();
            continue;
        }
        const unsigned *words = post.slot[post.mailbox.read];

        for (size_t i = 1; i < WORDS; i++)
            if (words[i] != words[0])
                return fail("torn", words[0]);
        if (words[0] <= newest)
            return fail("out of order", words[0]);
        newest = words[0];
        taken++;
    }
    pthread_join(producer, NULL);
    printf("mailbox: %d published, %u taken, none torn or out of order\n", (int)PUBLICATIONS,
           taken);
    return EXIT_SUCCESS;
}
