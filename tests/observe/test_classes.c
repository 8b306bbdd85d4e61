#include <criterion/criterion.h>
#include <math.h>

#include "networks.h"
#include "observe/classes.h"

Test(classes, are_ordered_by_magnitude_then_value)
{
    float v[8];
    struct classes classes;

    /* .447, -1.34, -.447, 1.34 twice */
    fill_4point(v, 8);
    cr_assert_eq(classes_init(&classes, v, 8, ACTIVATION_MIXED, NULL), STATUS_OK);
    static const size_t order[] = {2, 6, 0, 4, 1, 5, 3, 7};
    cr_expect_eq(classes.count, 4);
    cr_expect_eq(classes.groups, 4);
    for (size_t r = 0; r < 8; r++) {
        cr_expect_eq(classes.order[r], order[r], "rank %zu", r);
        cr_expect_eq(classes.of[order[r]], r / 2);
        cr_expect_eq(classes.group[order[r]], r / 2);
    }
    for (size_t c = 0; c <= 4; c++)
        cr_expect_eq(classes.start[c], 2 * c);
    cr_expect_float_eq(classes.readout[1], 0.2 * sqrt(5), 1e-6);
    cr_expect_float_eq(classes.readout[2], 0.6 * sqrt(5), 1e-6);
    cr_expect(classes.from[0] == 0.0 && classes.from[1] == 0.0 && classes.from[3] == 0.5);
    cr_expect(classes.to[0] == 0.5 && classes.to[1] == 0.5 && classes.to[2] == 1.0);
    cr_expect_not(classes.quarters);
    classes_fini(&classes);
    cr_expect_null(classes.of);
}

Test(classes, of_an_odd_activation_join_both_signs)
{
    float v[8];
    struct classes classes;

    fill_4point(v, 8);
    cr_assert_eq(classes_init(&classes, v, 8, ACTIVATION_ODD, NULL), STATUS_OK);
    cr_expect_eq(classes.count, 2);
    for (size_t i = 0; i < 8; i++)
        cr_expect_eq(classes.of[i], i % 2);
    classes_fini(&classes);
}

Test(classes, of_an_even_activation_keep_the_signs_apart)
{
    const float v[] = {1.0F, -1.0F, -1.0F};
    struct classes classes;

    cr_assert_eq(classes_init(&classes, v, 3, ACTIVATION_EVEN, NULL), STATUS_OK);
    cr_expect_eq(classes.count, 2);
    cr_expect_eq(classes.order[0], 1);
    cr_expect_eq(classes.order[2], 0);
    classes_fini(&classes);
}

Test(classes, overlook_rounding_between_plus_and_minus)
{
    const float v[] = {1.2345678F, -1.2345681F, 1.2346F};
    struct classes classes;

    cr_assert_eq(classes_init(&classes, v, 3, ACTIVATION_ODD, NULL), STATUS_OK);
    cr_expect_eq(classes.count, 2);
    cr_expect_eq(classes.of[0], classes.of[1]);
    classes_fini(&classes);
}

Test(classes, of_all_equal_readouts_are_one)
{
    float v[5];
    struct classes classes;

    fill_ones(v, 5);
    cr_assert_eq(classes_init(&classes, v, 5, ACTIVATION_MIXED, NULL), STATUS_OK);
    cr_expect_eq(classes.count, 1);
    cr_expect_eq(classes.groups, 1);
    cr_expect_float_eq(classes.readout[0], 1.0, 1e-12);
    classes_fini(&classes);
}

Test(classes, are_reported_in_quarters_when_there_are_many)
{
    float v[23];
    struct classes classes;
    size_t size[Q_GROUPS_MAX] = {0};

    rng_fill_normal((struct rng){7, RNG_READOUT, 0}, 0, v, 23);
    cr_assert_eq(classes_init(&classes, v, 23, ACTIVATION_MIXED, NULL), STATUS_OK);
    cr_expect_eq(classes.count, 23);
    cr_expect_eq(classes.groups, 4);
    for (size_t i = 0; i < 23; i++) {
        size[classes.group[i]]++;
        for (size_t j = 0; j < 23; j++)
            cr_expect(classes.group[i] <= classes.group[j] || fabsf(v[i]) >= fabsf(v[j]));
    }
    for (size_t g = 0; g < 4; g++) {
        cr_expect(size[g] == 5 || size[g] == 6);
        cr_expect(g == 0 || classes.readout[g] > classes.readout[g - 1]);
        cr_expect_float_eq((classes.to[g] - classes.from[g]) * 23.0, (double)size[g], 1e-12);
        cr_expect_eq(classes.from[g], g == 0 ? 0.0 : classes.to[g - 1]);
    }
    classes_fini(&classes);
}

Test(classes, up_to_six_are_reported_one_by_one)
{
    const float v[] = {0.6F, 0.1F, 0.5F, 0.4F, 0.3F, 0.2F, 0.1F};
    struct classes classes;

    cr_assert_eq(classes_init(&classes, v, 7, ACTIVATION_MIXED, NULL), STATUS_OK);
    cr_expect_eq(classes.groups, 6);
    cr_expect_eq(classes.group[0], 5);
    cr_expect_eq(classes.group[1], 0);
    cr_expect_eq(classes.group[6], 0);
    classes_fini(&classes);
}

Test(classes, refuse_more_neurons_than_fit)
{
    const float v[1] = {1.0F};
    struct classes classes;
    struct error err;

    cr_expect_eq(classes_init(&classes, v, (size_t)1 << 61, ACTIVATION_ODD, &err),
                 STATUS_NO_MEMORY);
    cr_expect_eq(err.code, STATUS_NO_MEMORY);
    cr_expect_null(classes.of);
}
