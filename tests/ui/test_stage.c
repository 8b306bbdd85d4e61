/* Staged changes: typed, judged, and never more than proposals. */
#include "stage.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/learner.h"

static struct config config_of(const char *preset)
{
    struct config config;
    struct error err;

    config_init(&config, learner_schema());
    cr_assert_eq(config_load(&config, learner_schema(), preset, &err), STATUS_OK, "%s", err.text);
    return config;
}

static void type(struct stage *stage, const char *key, const char *text)
{
    for (; *text; text++)
        stage_type(stage, key, *text);
}

Test(stage, typing_builds_a_value_and_erasing_takes_it_back)
{
    struct stage stage = {0};

    type(&stage, "alpha", "2.385");
    cr_assert_str_eq(stage_text(&stage, "alpha"), "2.385");
    stage_erase(&stage, "alpha");
    stage_erase(&stage, "alpha");
    cr_assert_str_eq(stage_text(&stage, "alpha"), "2.3");
    for (int i = 0; i < 5; i++)
        stage_erase(&stage, "alpha");
    cr_assert_null(stage_text(&stage, "alpha"));
    cr_assert_eq(stage.count, 0);
}

Test(stage, a_typed_digit_replaces_what_plus_proposed)
{
    const struct config config = config_of("first-light");
    struct stage stage = {0};

    stage_nudge(&stage, &config, learner_schema(), "alpha", 1);
    cr_assert_gt(strtod(stage_text(&stage, "alpha"), NULL), 5.0);
    type(&stage, "alpha", "7.5");
    cr_assert_str_eq(stage_text(&stage, "alpha"), "7.5");
}

/* "-" proposes the next value down; "-1" is still what was typed, and not 1. */
Test(stage, a_digit_after_a_first_minus_makes_it_a_sign)
{
    const struct config config = config_of("first-light");
    struct config would_be;
    struct stage stage = {0};

    stage_nudge(&stage, &config, learner_schema(), "alpha", -1);
    stage_doubt_minus(&stage, "alpha");
    type(&stage, "alpha", "13");
    cr_assert_str_eq(stage_text(&stage, "alpha"), "-13");
    cr_assert_not(stage_judge(&stage, &config, learner_schema(), &would_be));
    stage_drop(&stage, "alpha");
    stage_nudge(&stage, &config, learner_schema(), "alpha", -1);
    stage_doubt_minus(&stage, "alpha");
    stage_nudge(&stage, &config, learner_schema(), "alpha", -1);
    type(&stage, "alpha", "3");
    cr_assert_str_eq(stage_text(&stage, "alpha"), "3");
}

Test(stage, plus_goes_on_from_what_is_staged_and_minus_comes_back)
{
    const struct config config = config_of("first-light");
    struct stage stage = {0};
    double last = 5.0;

    for (int i = 0; i < 6; i++) {
        stage_nudge(&stage, &config, learner_schema(), "alpha", 1);
        const double value = strtod(stage_text(&stage, "alpha"), NULL);
        cr_assert_gt(value, last);
        last = value;
    }
    for (int i = 0; i < 12; i++)
        stage_nudge(&stage, &config, learner_schema(), "alpha", -1);
    cr_assert_lt(strtod(stage_text(&stage, "alpha"), NULL), 5.0);
}

Test(stage, tells_what_a_change_of_alpha_costs)
{
    const struct config config = config_of("first-light");
    struct config would_be;
    struct stage stage = {0};

    stage_put(&stage, "alpha", "6");
    cr_assert(stage_judge(&stage, &config, learner_schema(), &would_be));
    cr_assert_not(stage.is_refused);
    cr_assert(strstr(stage.effect, "n 72000 → 86400, +"), "%s", stage.effect);
    cr_assert(strstr(stage.effect, "MB"), "%s", stage.effect);
    cr_assert_float_eq(would_be.alpha, 6.0, 0.0);
    stage_put(&stage, "alpha", "2.5");
    cr_assert(stage_judge(&stage, &config, learner_schema(), &would_be));
    cr_assert(strstr(stage.effect, "n 72000 → 36000, -"), "%s", stage.effect);
}

/* Nothing can be carried over from a matrix: the stage says so before Enter, both ways. */
Test(stage, tells_what_becomes_of_weights_and_of_a_matrix)
{
    struct config config = config_of("relu-ones"), would_be;
    struct stage stage = {0};

    stage_put(&stage, "algorithm", "gamp-rie");
    cr_assert(stage_judge(&stage, &config, learner_schema(), &would_be), "%s", stage.effect);
    cr_assert(strstr(stage.effect, "gamp-rie holds a matrix, not weights"), "%s", stage.effect);
    cr_assert(strstr(stage.effect, "set aside"), "%s", stage.effect);
    config = would_be;
    stage_put(&stage, "algorithm", "adam");
    cr_assert(stage_judge(&stage, &config, learner_schema(), &would_be), "%s", stage.effect);
    cr_assert(strstr(stage.effect, "the matrix of gamp-rie is dropped"), "%s", stage.effect);
    cr_assert(strstr(stage.effect, "adam goes on from the weights of before"), "%s", stage.effect);
    config = would_be;
    stage_put(&stage, "algorithm", "sgd");
    cr_assert(stage_judge(&stage, &config, learner_schema(), &would_be), "%s", stage.effect);
    cr_assert(strstr(stage.effect, "weights stay"), "%s", stage.effect);
}

Test(stage, refuses_an_algorithm_that_would_refuse_the_problem)
{
    const struct config config = config_of("first-light"); /* tanh2 is odd */
    struct config would_be;
    struct stage stage = {0};

    stage_put(&stage, "algorithm", "gamp-rie");
    cr_assert_not(stage_judge(&stage, &config, learner_schema(), &would_be));
    cr_assert(stage.is_refused);
    cr_assert(strstr(stage.effect, "relu"), "%s", stage.effect);
}

Test(stage, refuses_with_the_range_that_would_do)
{
    const struct config config = config_of("first-light");
    static const char *const bad[] = {"-1", "0", "99999", "e", "1e", "5..2", "n/4", "."};
    struct config would_be;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct stage stage = {0};
        stage_put(&stage, "alpha", bad[i]);
        cr_assert_not(stage_judge(&stage, &config, learner_schema(), &would_be), "%s", bad[i]);
        cr_assert(stage.is_refused);
        cr_assert(strstr(stage.effect, "alpha"), "%s", stage.effect);
        cr_assert(strstr(stage.effect, "1000"), "%s does not tell the range", stage.effect);
    }
}

Test(stage, tells_what_a_switch_of_the_algorithm_does_to_the_weights)
{
    struct config config = config_of("first-light"), would_be;
    struct stage stage = {0};

    stage_put(&stage, "algorithm", "sgd");
    cr_assert(stage_judge(&stage, &config, learner_schema(), &would_be));
    cr_assert(strstr(stage.effect, "weights stay"), "%s", stage.effect);
    stage_put(&stage, "algorithm", "metropolis");
    cr_assert_not(stage_judge(&stage, &config, learner_schema(), &would_be));
    cr_assert(strstr(stage.effect, "needs weights = rademacher"), "%s", stage.effect);
    config.weights = WEIGHTS_RADEMACHER;
    cr_assert(stage_judge(&stage, &config, learner_schema(), &would_be));
    cr_assert(strstr(stage.effect, "weights become their signs"), "%s", stage.effect);
}

Test(stage, refuses_what_memory_cannot_hold_before_it_is_asked_for)
{
    struct config config = config_of("first-light"), would_be;
    struct stage stage = {0};

    config.d = 3000;
    stage_put(&stage, "alpha", "900");
    cr_assert_not(stage_judge(&stage, &config, learner_schema(), &would_be));
    cr_assert(stage.is_refused);
}

Test(stage, all_staged_values_stand_or_fall_together)
{
    const struct config config = config_of("first-light");
    struct config would_be;
    struct stage stage = {0};

    stage_put(&stage, "lr", "0.02");
    stage_put(&stage, "noise", "0.003");
    cr_assert(stage_judge(&stage, &config, learner_schema(), &would_be));
    cr_assert_float_eq(would_be.noise, 0.003, 1e-15);
    stage_put(&stage, "batch", "-4");
    cr_assert_not(stage_judge(&stage, &config, learner_schema(), &would_be));
    stage_drop(&stage, "batch");
    cr_assert(stage_judge(&stage, &config, learner_schema(), &would_be));
}

Test(stage, takes_no_more_than_it_can_hold)
{
    struct stage stage = {0};
    char key[STAGE_KEY_MAX];

    for (int i = 0; i < 100; i++) {
        snprintf(key, sizeof key, "key%d", i);
        stage_put(&stage, key, "1");
    }
    cr_assert_eq(stage.count, STAGE_MAX);
    for (int i = 0; i < 1000; i++)
        stage_type(&stage, "key3", '9');
    cr_assert_lt(strlen(stage_text(&stage, "key3")), STAGE_TEXT_MAX);
    stage_type(&stage, "key3", 0x1f600);
    stage_type(&stage, "unheard of", '1');
    cr_assert_null(stage_text(&stage, "unheard of"));
}
