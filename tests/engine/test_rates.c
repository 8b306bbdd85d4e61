#include <criterion/criterion.h>

#include "engine/rates.h"

Test(rates, are_zero_without_two_readings)
{
    struct rates rates = {.count = 0};

    cr_assert_eq(rates_steps(&rates), 0.0);
    rates_add(&rates, 5.0, 100.0, 25.0);
    cr_assert_eq(rates_steps(&rates), 0.0);
    cr_assert_eq(rates_gradients(&rates), 0.0);
}

Test(rates, follow_the_last_second_only)
{
    struct rates rates = {.count = 0};
    double steps = 0.0;

    for (int i = 0; i <= 100; i++) {
        rates_add(&rates, 0.1 * i, steps, steps / 4.0);
        steps += i < 50 ? 10.0 : 30.0; /* 100 per second, then 300 */
    }
    cr_assert_float_eq(rates_steps(&rates), 300.0, 1e-6);
    cr_assert_float_eq(rates_gradients(&rates), 75.0, 1e-6);
}

Test(rates, know_steps_slower_than_a_second)
{
    struct rates rates = {.count = 0};

    rates_add(&rates, 1.0, 3.0, 30.0);
    rates_add(&rates, 5.0, 4.0, 40.0);
    cr_assert_float_eq(rates_steps(&rates), 0.25, 1e-12);
    rates_add(&rates, 9.0, 5.0, 50.0);
    cr_assert_float_eq(rates_gradients(&rates), 2.5, 1e-12);
}
