#include "plateau/clock.h"

#include <criterion/criterion.h>
#include <time.h>

Test(clock, counts_seconds_and_never_goes_back)
{
    const struct timespec nap = {.tv_nsec = 30000000};
    const double start = clock_seconds();

    nanosleep(&nap, NULL);
    const double end = clock_seconds();
    cr_assert_geq(end - start, 0.03);
    cr_assert_lt(end - start, 20.0);
    for (double last = end, i = 0.0; i < 1e4; i++) {
        const double now = clock_seconds();
        cr_assert_geq(now, last);
        last = now;
    }
}
