#include <criterion/criterion.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <unistd.h>

#include "engine/queue.h"
#include "plateau/clock.h"

enum { CAPACITY = 3, MANY = 1000 };

struct item {
    int number;
    char text[21];
};

static struct item item(int number)
{
    return (struct item){number, "awkward size"};
}

static enum queue_status push(struct queue *queue, int number)
{
    const struct item pushed = item(number);

    return queue_push(queue, &pushed);
}

static int take(struct queue *queue)
{
    struct item taken = {-1, ""};

    return queue_take(queue, &taken, 0.0) == QUEUE_OK ? taken.number : -1;
}

Test(queue, gives_items_back_in_order_round_its_end)
{
    struct queue *queue = queue_create(CAPACITY, sizeof(struct item), QUEUE_REFUSE, -1);

    for (int i = 0; i < 10; i += 2) {
        cr_assert_eq(push(queue, i), QUEUE_OK);
        cr_assert_eq(push(queue, i + 1), QUEUE_OK);
        cr_assert_eq(take(queue), i);
        cr_assert_eq(take(queue), i + 1);
    }
    cr_assert_eq(take(queue), -1);
    queue_destroy(queue);
}

Test(queue, refuses_what_does_not_fit)
{
    struct queue *queue = queue_create(CAPACITY, sizeof(struct item), QUEUE_REFUSE, -1);

    for (int i = 0; i < CAPACITY; i++)
        cr_assert_eq(push(queue, i), QUEUE_OK);
    cr_assert_eq(push(queue, 99), QUEUE_FULL);
    cr_assert_eq(take(queue), 0);
    cr_assert_eq(push(queue, 3), QUEUE_OK);
    cr_assert_eq(queue_lost(queue), 0);
    queue_destroy(queue);
}

Test(queue, counts_the_oldest_when_they_make_room)
{
    struct queue *queue = queue_create(CAPACITY, sizeof(struct item), QUEUE_COUNT, -1);

    for (int i = 0; i < 8; i++)
        cr_assert_eq(push(queue, i), QUEUE_OK);
    cr_assert_eq(queue_lost(queue), 5);
    cr_assert_eq(take(queue), 5);
    cr_assert_eq(take(queue), 6);
    cr_assert_eq(take(queue), 7);
    cr_assert_eq(take(queue), -1);
    queue_destroy(queue);
}

static void *push_many(void *queue)
{
    for (int i = 0; i < MANY; i++)
        push(queue, i);
    queue_close(queue);
    return NULL;
}

Test(queue, loses_nothing_when_the_sender_waits)
{
    struct queue *queue = queue_create(CAPACITY, sizeof(struct item), QUEUE_WAIT, -1);
    struct item taken;
    pthread_t sender;
    int expected = 0;

    pthread_create(&sender, NULL, push_many, queue);
    while (queue_take(queue, &taken, (double)INFINITY) == QUEUE_OK) {
        cr_assert_eq(taken.number, expected);
        expected++;
    }
    pthread_join(sender, NULL);
    cr_assert_eq(expected, MANY);
    cr_assert_eq(queue_lost(queue), 0);
    queue_destroy(queue);
}

Test(queue, lets_a_waiting_sender_go_when_waiting_is_no_longer_allowed)
{
    struct queue *queue = queue_create(CAPACITY, sizeof(struct item), QUEUE_WAIT, -1);
    pthread_t sender;

    pthread_create(&sender, NULL, push_many, queue);
    queue_allow_waiting(queue, false);
    pthread_join(sender, NULL);
    cr_assert_eq(queue_lost(queue), MANY - CAPACITY);
    cr_assert_eq(take(queue), MANY - CAPACITY);
    queue_destroy(queue);
}

Test(queue, waits_until_the_deadline_and_no_longer)
{
    struct queue *queue = queue_create(CAPACITY, sizeof(struct item), QUEUE_REFUSE, -1);
    struct item taken;
    const double start = clock_seconds();

    cr_assert_eq(queue_take(queue, &taken, start + 0.03), QUEUE_EMPTY);
    cr_assert_geq(clock_seconds() - start, 0.03 - 1e-6);
    cr_assert_eq(queue_take(queue, &taken, start), QUEUE_EMPTY); /* long past */
    queue_destroy(queue);
}

Test(queue, closed_takes_nothing_in_but_gives_the_rest)
{
    struct queue *queue = queue_create(CAPACITY, sizeof(struct item), QUEUE_REFUSE, -1);
    struct item taken;

    push(queue, 7);
    cr_assert_not(queue_is_closed(queue));
    queue_close(queue);
    cr_assert(queue_is_closed(queue));
    cr_assert_eq(push(queue, 8), QUEUE_CLOSED);
    cr_assert_eq(queue_take(queue, &taken, (double)INFINITY), QUEUE_OK);
    cr_assert_eq(taken.number, 7);
    cr_assert_eq(queue_take(queue, &taken, (double)INFINITY), QUEUE_CLOSED);
    queue_destroy(queue);
}

Test(queue, closed_and_full_refuses_before_it_makes_room)
{
    static const enum queue_policy policies[] = {QUEUE_REFUSE, QUEUE_WAIT, QUEUE_COUNT};

    for (size_t p = 0; p < sizeof policies / sizeof policies[0]; p++) {
        struct queue *queue = queue_create(CAPACITY, sizeof(struct item), policies[p], -1);

        for (int i = 0; i < CAPACITY; i++)
            cr_assert_eq(push(queue, i), QUEUE_OK);
        queue_close(queue);
        cr_assert_eq(push(queue, 99), QUEUE_CLOSED);
        cr_assert_eq(queue_lost(queue), 0);
        for (int i = 0; i < CAPACITY; i++)
            cr_assert_eq(take(queue), i);
        queue_destroy(queue);
    }
}

Test(queue, notifies_when_it_becomes_non_empty_only)
{
    int ends[2];
    char bytes[8];

    cr_assert_eq(pipe(ends), 0);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    struct queue *queue = queue_create(CAPACITY, sizeof(struct item), QUEUE_COUNT, ends[1]);
    for (int i = 0; i < CAPACITY; i++)
        push(queue, i);
    cr_assert_eq(read(ends[0], bytes, sizeof bytes), 1);
    for (int i = 0; i < CAPACITY; i++)
        take(queue);
    cr_assert_lt(read(ends[0], bytes, sizeof bytes), 0);
    push(queue, 4);
    cr_assert_eq(read(ends[0], bytes, sizeof bytes), 1);
    queue_destroy(queue);
    close(ends[0]);
    close(ends[1]);
}
