#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fake_schema.h"
#include "plateau/config.h"

static struct config defaults(void)
{
    struct config config;

    config_init(&config, &fake_schema);
    return config;
}

static enum status apply(struct config *config, const char *key, const char *value,
                         struct error *err)
{
    const struct setting setting = {key, value};

    return config_apply(config, &fake_schema, &setting, 1, err);
}

static struct config with(const char *key, const char *value)
{
    struct config config = defaults();
    struct error err = {0};

    cr_assert_eq(apply(&config, key, value, &err), STATUS_OK, "%s", err.text);
    return config;
}

static void expect_refused(const struct config *config, enum status status, const char *a,
                           const char *b, const char *c)
{
    struct error err = {0};

    cr_assert_eq(config_check(config, &err), status, "%s", err.text);
    cr_expect_eq(err.code, status);
    cr_expect(strstr(err.text, a) && strstr(err.text, b) && strstr(err.text, c),
              "'%s' should have '%s', '%s' and '%s'", err.text, a, b, c);
}

Test(config, starts_at_the_documented_defaults)
{
    const struct config config = defaults();

    cr_expect_eq(config.d, 120);
    cr_expect_eq(config.gamma.count, 1);
    cr_expect_eq(config.gamma.at[0], 0.5);
    cr_expect_eq(config.activation.count, 1);
    cr_expect_str_eq(config.activation.at[0].name, "tanh2");
    cr_expect_str_eq(config.readout.text, "ones");
    cr_expect_eq(config.readout_draw, 0);
    cr_expect_eq(config.weights, WEIGHTS_GAUSSIAN);
    cr_expect_eq(config.noise, 1e-4);
    cr_expect_eq(config.alpha, 5.0);
    cr_expect_eq(config.test, 0);
    cr_expect_eq(config.init.count, 1);
    cr_expect_eq(config.init.at[0].kind, START_RANDOM);
    cr_expect_eq(config.init_scale, 1.0);
    cr_expect_eq(config.learn_readout, 0);
    cr_expect_eq(config.width.at[0], 1.0);
    cr_expect_str_eq(config.algorithm, "adam");
    cr_expect_eq(config.seed, 1);
    cr_expect_eq(config.replicas, 1);
    cr_expect_eq(config.steps, 0);
    cr_expect_eq(config.measure, 50.0);
    cr_expect_eq(config.measure_every, 100.0);
    cr_expect_eq(config.pace, 0.0);
    cr_expect_str_empty(config.title);
}

Test(config, gives_every_learner_its_own_defaults)
{
    const struct config config = defaults();

    cr_expect_eq(config.learner[FAKE_SLOW].value[0], 0.3);
    cr_expect_eq(config.learner[FAKE_ADAM].value[0], 0.01);
    cr_expect_eq(config.learner[FAKE_ADAM].value[1], -4.0);
    cr_expect_eq(config.learner[FAKE_ADAM].value[2], 0.9);
    cr_expect_eq(config.learner[FAKE_SAMPLER].value[2], -1.0);
    cr_expect_eq(config.learner[FAKE_SAMPLER].value[3], 1.0);
    cr_expect_eq(config_learner_values(&config), config.learner[FAKE_ADAM].value);
}

Test(config, defaults_pass_the_check)
{
    const struct config config = defaults();
    struct error err = {0};

    cr_expect_eq(config_check(&config, &err), STATUS_OK, "%s", err.text);
}

Test(config, applies_the_algorithm_before_its_keys_in_any_order)
{
    const struct setting before[] = {{"algorithm", "slow"}, {"lr", "0.7"}, {"alpha", "2.385"}};
    const struct setting after[] = {{"alpha", "2.385"}, {"lr", "0.7"}, {"algorithm", "slow"}};
    struct config a = defaults(), b = defaults();

    cr_assert_eq(config_apply(&a, &fake_schema, before, 3, NULL), STATUS_OK);
    cr_assert_eq(config_apply(&b, &fake_schema, after, 3, NULL), STATUS_OK);
    cr_expect_arr_eq(&a, &b, sizeof a);
    cr_expect_eq(a.learner[FAKE_SLOW].value[0], 0.7);
    cr_expect_eq(a.learner[FAKE_ADAM].value[0], 0.01);
}

Test(config, lets_the_last_of_two_settings_win)
{
    const struct setting twice[] = {{"alpha", "2"}, {"alpha", "3.25"}};
    struct config config = defaults();

    cr_assert_eq(config_apply(&config, &fake_schema, twice, 2, NULL), STATUS_OK);
    cr_expect_eq(config.alpha, 3.25);
}

Test(config, keeps_everything_when_one_setting_fails)
{
    const struct setting settings[] = {
        {"d", "77"}, {"algorithm", "sampler"}, {"noise", "0.25"}, {"alpha", "abc"}};
    struct config config = defaults();
    const struct config before = config;
    struct error err = {0};

    cr_expect_eq(config_apply(&config, &fake_schema, settings, 4, &err), STATUS_INVALID);
    cr_expect_arr_eq(&config, &before, sizeof config);
    cr_expect(strstr(err.text, "alpha") && strstr(err.text, "abc"), "%s", err.text);
}

Test(config, finds_rows_of_the_algorithm_in_force_only)
{
    const struct config config = defaults();
    struct config other = with("algorithm", "sampler");
    struct error err = {0};

    cr_expect_eq(config_find(&config, &fake_schema, "lr", &err), fake_learner(FAKE_ADAM).params);
    cr_expect_eq(config_find(&other, &fake_schema, "step", &err),
                 fake_learner(FAKE_SAMPLER).params);
    cr_expect_str_eq(config_find(&config, &fake_schema, "alpha", &err)->name, "alpha");
}

Test(config, tells_whose_parameter_a_foreign_key_is)
{
    struct config config = with("algorithm", "sampler");
    struct error err = {0};

    cr_expect_eq(apply(&config, "lr", "0.1", &err), STATUS_INVALID);
    cr_expect_str_eq(err.text, "lr: not a parameter of sampler, which has step, leapfrog, adapt, "
                               "mood; it belongs to slow, adam");
}

Test(config, suggests_the_nearest_key)
{
    static const char *const typos[][2] = {
        {"alhpa", "alpha"},     {"Alpha", "alpha"}, {"sed", "seed"},
        {"beta", "beta1"},      {"lrr", "lr"},      {"measure_evry", "measure_every"},
        {"replica", "replicas"}};
    struct config config = defaults();

    for (size_t i = 0; i < sizeof typos / sizeof typos[0]; i++) {
        struct error err = {0};
        char hint[64];
        cr_expect_eq(apply(&config, typos[i][0], "1", &err), STATUS_INVALID);
        snprintf(hint, sizeof hint, "did you mean %s?", typos[i][1]);
        cr_expect(strstr(err.text, typos[i][0]) && strstr(err.text, hint), "%s", err.text);
        cr_expect(strstr(err.text, "plateau params"), "%s", err.text);
    }
}

Test(config, suggests_nothing_for_keys_like_no_other)
{
    static const char *const keys[] = {"", "x", "temperature",
                                       "a key much longer than any of ours"};
    struct config config = defaults();

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct error err = {0};
        cr_expect_eq(apply(&config, keys[i], "1", &err), STATUS_INVALID);
        cr_expect_null(strstr(err.text, "did you mean"), "%s", err.text);
        cr_expect(strstr(err.text, "plateau params lists all"), "%s", err.text);
    }
}

Test(config, derives_sizes_by_rounding)
{
    struct config config = with("d", "7");

    config.alpha = 2.385;
    config.gamma.at[0] = 0.36;
    config.width.at[0] = 1.9;
    cr_expect_eq(config_n(&config), 117);       /* 116.865 */
    cr_expect_eq(config_k(&config), 3);         /* 2.52 */
    cr_expect_eq(config_student_k(&config), 6); /* 5.7 */
    cr_expect_eq(config_test_rows(&config), 20000);
    config.d = 120;
    cr_expect_eq(config_test_rows(&config), 57600);
    config.d = 501;
    cr_expect_eq(config_test_rows(&config), 200000);
    config.test = 1234;
    cr_expect_eq(config_test_rows(&config), 1234);
}

Test(config, repeats_the_last_start)
{
    const struct config config = with("init", "teacher,mix:-0.3,random");

    cr_expect_eq(config_start(&config, 0).kind, START_TEACHER);
    cr_expect_eq(config_start(&config, 1).kind, START_MIX);
    cr_expect_eq(config_start(&config, 1).overlap, -0.3);
    cr_expect_eq(config_start(&config, 2).kind, START_RANDOM);
    cr_expect_eq(config_start(&config, 7).kind, START_RANDOM);
}

Test(config, has_a_value_for_each_layer_or_one_for_all)
{
    struct config config = with("gamma", "0.5,0.36,1.5");
    struct error err = {0};
    char k[32];

    config.d = 11;
    cr_assert_eq(apply(&config, "activation", "erf", &err), STATUS_OK);
    cr_assert_eq(apply(&config, "width", "1,2,1.5", &err), STATUS_OK);
    cr_expect_eq(config_check(&config, &err), STATUS_OK, "%s", err.text);
    cr_expect_eq(config_layers(&config), 3);
    cr_expect_str_eq(config_activation(&config, 2)->name, "erf");
    config_format_k(&config, k, sizeof k);
    cr_expect_str_eq(k, "6,4,17"); /* 5.5, 3.96, 16.5 */
    cr_expect_eq(config_readouts(&config), 17);
    cr_expect_eq(config_student_layer_k(&config, 1), 8);
    cr_expect_eq(config_student_layer_k(&config, 2), 26); /* 25.5 */

    config = with("activation", "relu,tanh2");
    cr_expect_eq(config_layers(&config), 2);
    cr_expect_eq(config_gamma(&config, 1), 0.5);
    cr_expect_eq(config_layer_k(&config, 1), 60);
    cr_expect_eq(config_check(&config, &err), STATUS_OK, "%s", err.text);
}

/* Two products a layer, and a third to go on down. */
Test(config, counts_operations_of_all_layers)
{
    struct config config = with("gamma", "0.5,0.25");

    config.d = 8;
    config.alpha = 2;
    config.width.at[0] = 2;
    cr_expect_eq(config_operations(&config), 128.0 * (4 * 8 * 8 + 6 * 8 * 4));
    config.gamma.count = 1;
    cr_expect_eq(config_operations(&config), 128.0 * 4 * 8 * 8);
}

Test(config, refuses_lists_that_are_not_one_value_a_layer)
{
    struct config config = with("width", "1,2,3");
    struct error err = {0};

    expect_refused(&config, STATUS_INVALID, "width: 1,2,3 has 3 values", "1 hidden layer;",
                   "one value, or one per layer");
    config = with("gamma", "0.5,0.5,0.5");
    cr_assert_eq(apply(&config, "activation", "relu,tanh", &err), STATUS_OK);
    expect_refused(&config, STATUS_INVALID, "activation: relu,tanh has 2 values", "3 hidden layers",
                   "one value, or one per layer");
    config = with("activation", "relu,relu,relu,relu");
    cr_assert_eq(apply(&config, "gamma", "1,2", &err), STATUS_OK);
    expect_refused(&config, STATUS_INVALID, "gamma: 1,2 has 2 values", "4 hidden layers",
                   "one per layer");
}

Test(config, refuses_any_layer_without_neurons_and_signs_that_must_be_shared)
{
    struct config config = with("gamma", "0.5,0.01");
    struct error err = {0};

    config.d = 40;
    expect_refused(&config, STATUS_INVALID, "gamma: 0.01", "d = 40", "0.0125 or more");
    config = with("gamma", "0.5,0.5");
    cr_assert_eq(apply(&config, "weights", "rademacher", &err), STATUS_OK);
    cr_expect_eq(config_check(&config, &err), STATUS_OK);
    cr_assert_eq(apply(&config, "width", "1,2", &err), STATUS_OK);
    cr_expect_eq(config_check(&config, &err), STATUS_OK);
    cr_assert_eq(apply(&config, "width", "2,1", &err), STATUS_OK);
    expect_refused(&config, STATUS_INVALID, "width: 2 in layer 1 of 2", "rademacher", "1 would do");
}

Test(config, refuses_a_network_without_neurons)
{
    struct config config = with("d", "4");

    config.gamma.at[0] = 0.12;
    expect_refused(&config, STATUS_INVALID, "gamma: 0.12", "d = 4", "0.125 or more");
    config.gamma.at[0] = 0.125;
    cr_expect_eq(config_check(&config, NULL), STATUS_OK);
}

Test(config, refuses_a_network_with_too_many_neurons)
{
    struct config config = with("gamma", "100");

    config.d = 6000;
    expect_refused(&config, STATUS_INVALID, "gamma: 100", "600000 neurons", "at most 65536");
}

Test(config, refuses_data_without_a_sample)
{
    struct config config = with("alpha", "0.001");

    config.d = 20;
    expect_refused(&config, STATUS_INVALID, "alpha: 0.001", "d = 20", "0.00125 or more");
}

Test(config, refuses_values_that_went_in_past_the_table)
{
    struct config config = defaults();

    config.replicas = 9;
    expect_refused(&config, STATUS_INVALID, "replicas: '9'", "out of range", "from 1 to 8");
    config = defaults();
    config.alpha = (double)NAN;
    expect_refused(&config, STATUS_INVALID, "alpha", "nan", "from");
}
