#include <criterion/criterion.h>
#include <math.h>

#include "plateau/passage.h"

Test(passage, is_the_first_point_beyond_the_level)
{
    const double value[] = {0.2, 0.75, (double)NAN, 0.75, 0.7501, 0.3, 0.9};
    struct passage up = passage_of(0.75, true);

    for (uint64_t i = 0; i < 7; i++)
        cr_expect_eq(passage_add(&up, i, 2.5 * (double)i, value[i]), i == 4);
    cr_assert(up.found);
    cr_expect_eq(up.step, 4);
    cr_expect_eq(up.gradients, 10.0);
}

Test(passage, may_be_downwards)
{
    struct passage down = passage_of(-1.5, false);

    cr_expect_not(passage_add(&down, 1, 1.0, 3.0));
    cr_expect_not(passage_add(&down, 2, 2.0, -1.5));
    cr_expect(passage_add(&down, 3, 3.0, -1.6));
}

/* A run from the teacher is beyond the level from the start: that is not an escape. */
Test(passage, is_none_when_it_begins_beyond)
{
    struct passage up = passage_of(0.9, true);

    for (uint64_t i = 0; i < 50; i++)
        cr_expect_not(passage_add(&up, i, (double)i, 0.98));
    cr_expect_not(up.before);
    /* It leaves, and comes back: that is an escape. */
    cr_expect_not(passage_add(&up, 50, 50.0, 0.5));
    cr_expect(passage_add(&up, 51, 51.0, 0.95));
}
