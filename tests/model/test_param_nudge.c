#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fake_schema.h"
#include "plateau/config.h"

static struct config with(const char *key, const char *value)
{
    const struct setting setting = {key, value};
    struct config config;
    struct error err = {0};

    config_init(&config, &fake_schema);
    cr_assert_eq(config_apply(&config, &fake_schema, &setting, 1, &err), STATUS_OK, "%s", err.text);
    return config;
}

static void expect_next(const char *key, const char *value, int direction, const char *expected)
{
    const struct config config = with(key, value);
    char text[CONFIG_TEXT_MAX];

    config_nudge(&config, &fake_schema, config_find(&config, &fake_schema, key, NULL), direction,
                 text, sizeof text);
    cr_expect_str_eq(text, expected, "%s = %s goes to %s, not %s", key, value, text, expected);
}

Test(nudge, alpha_goes_by_quarters_then_by_halves)
{
    expect_next("alpha", "1", +1, "1.25");
    expect_next("alpha", "1.75", +1, "2");
    expect_next("alpha", "2", +1, "2.5");
    expect_next("alpha", "2", -1, "1.75");
    expect_next("alpha", "9.5", +1, "10");
    expect_next("alpha", "10", -1, "9.5");
    expect_next("alpha", "0.1", -1, "0.095");
    expect_next("alpha", "2.385", +1, "2.5");
    expect_next("alpha", "2.385", -1, "2");
    expect_next("alpha", "1000", +1, "1000");
    expect_next("alpha", "1e-6", -1, "1e-6");
}

Test(nudge, logarithmic_rows_go_eight_to_a_decade)
{
    expect_next("lr", "0.01", +1, "0.013");
    expect_next("lr", "0.01", -1, "0.0075");
    expect_next("lr", "0.0031", +1, "0.0032");
    expect_next("lr", "10", +1, "10");
    expect_next("lr", "1e-6", -1, "1e-6");
}

Test(nudge, rows_that_reach_zero_step_over_the_floor)
{
    expect_next("noise", "0", +1, "1e-6");
    expect_next("noise", "1e-6", -1, "0");
    expect_next("noise", "1e-9", +1, "1e-6");
    expect_next("noise", "0", -1, "0");
    expect_next("pace", "0", +1, "1");
    expect_next("pace", "1", -1, "0");
    expect_next("steps", "0", +1, "1");
    expect_next("steps", "1", -1, "0");
    expect_next("steps", "0", -1, "0");
}

Test(nudge, shares_go_by_twentieths)
{
    expect_next("beta1", "0.9", -1, "0.85");
    expect_next("beta1", "0.9", +1, "0.95");
    expect_next("beta1", "0.95", +1, "0.999");
    expect_next("beta1", "0.999", -1, "0.95");
    expect_next("beta1", "0.02", -1, "0");
}

Test(nudge, counts_stay_whole)
{
    expect_next("d", "120", +1, "125");
    expect_next("d", "125", -1, "100");
    expect_next("d", "2", -1, "2");
    expect_next("d", "7", +1, "8");
    expect_next("seed", "41", +1, "42");
    expect_next("seed", "0", -1, "0");
    expect_next("replicas", "8", +1, "8");
    expect_next("test", "20000", +1, "25000");
}

Test(nudge, batches_double_as_shares_and_step_as_rows)
{
    expect_next("batch", "n/4", +1, "n/2");
    expect_next("batch", "n/3", +1, "n/1");
    expect_next("batch", "n/1", +1, "n/1");
    expect_next("batch", "n/4", -1, "n/8");
    expect_next("batch", "100", +1, "125");
    expect_next("batch", "1", -1, "1");
    expect_next("batch", "1e9", +1, "1000000000");
}

Test(nudge, choices_go_round)
{
    expect_next("weights", "gaussian", +1, "rademacher");
    expect_next("weights", "rademacher", +1, "gaussian");
    expect_next("weights", "gaussian", -1, "rademacher");
    expect_next("algorithm", "sampler", +1, "slow");
    expect_next("algorithm", "slow", -1, "sampler");
    expect_next("readout", "gaussian", +1, "ones");
    expect_next("readout", "atoms:-1@0.5,1@0.5", +1, "ones");
    expect_next("init", "random", +1, "teacher");
    expect_next("init", "mix:0.5,random", +1, "random");
}

Test(nudge, layers_go_together)
{
    expect_next("gamma", "0.5,1.5", +1, "0.55,1.75");
    expect_next("width", "1", +1, "1.25");
    expect_next("width", "16", +1, "16");
}

Test(nudge, activations_of_layers_go_together)
{
    char text[CONFIG_TEXT_MAX];
    struct config config = with("activation", "tanh2,relu,tanh2");
    const struct param_spec *spec = config_find(&config, &fake_schema, "activation", NULL);

    config_nudge(&config, &fake_schema, spec, -1, text, sizeof text);
    config = with("activation", text);
    cr_assert_eq(config.activation.count, 3);
    cr_expect_str_eq(config.activation.at[0].name, config.activation.at[2].name);
    cr_expect_str_neq(config.activation.at[0].name, config.activation.at[1].name);
    config_nudge(&config, &fake_schema, spec, +1, text, sizeof text);
    cr_expect_str_eq(text, "tanh2,relu,tanh2");
}

Test(nudge, activations_go_round_all_that_need_no_coefficients)
{
    struct config config = with("activation", "tanh2");
    const struct param_spec *spec = config_find(&config, &fake_schema, "activation", NULL);
    char text[CONFIG_TEXT_MAX];
    size_t seen = 0, named = 0;

    for (size_t i = 0; activation_name_at(i); i++)
        named += strcmp(activation_name_at(i), "hermite") != 0;
    do {
        config_nudge(&config, &fake_schema, spec, +1, text, sizeof text);
        config = with("activation", text);
        seen++;
    } while (strcmp(text, "tanh2") != 0 && seen < 100);
    cr_expect_eq(seen, named);
}

static void check_inverse(const char *key, const char *value)
{
    const struct config config = with(key, value);
    const struct param_spec *spec = config_find(&config, &fake_schema, key, NULL);
    char up[CONFIG_TEXT_MAX], back[CONFIG_TEXT_MAX];

    config_nudge(&config, &fake_schema, spec, +1, up, sizeof up);
    const struct config raised = with(key, up);
    config_nudge(&raised, &fake_schema, spec, -1, back, sizeof back);
    cr_expect_str_eq(back, value, "%s = %s went to %s and back to %s", key, value, up, back);
}

Test(nudge, minus_undoes_plus_on_the_grid)
{
    static const char *const begin[][2] = {{"alpha", "1.25"}, {"lr", "0.01"},   {"noise", "0.1"},
                                           {"d", "100"},      {"beta1", "0.5"}, {"batch", "n/64"}};

    for (size_t i = 0; i < sizeof begin / sizeof begin[0]; i++) {
        struct config config = with(begin[i][0], begin[i][1]);
        const struct param_spec *spec = config_find(&config, &fake_schema, begin[i][0], NULL);
        char text[CONFIG_TEXT_MAX] = "";
        for (int step = 0; step < 12; step++) {
            config_nudge(&config, &fake_schema, spec, step < 4 ? -1 : +1, text, sizeof text);
            config = with(begin[i][0], text);
        }
        check_inverse(begin[i][0], text);
    }
}
