#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_schema.h"
#include "plateau/config.h"
#include "plateau/learner.h"

static struct config under(size_t algorithm)
{
    struct config config;

    config_init(&config, &fake_schema);
    strcpy(config.algorithm, fake_learner(algorithm).name);
    return config;
}

static enum status set(struct config *config, const char *key, const char *value, struct error *err)
{
    const struct setting setting = {key, value};

    return config_apply(config, &fake_schema, &setting, 1, err);
}

static const struct param_spec *find(const struct config *config, const char *key)
{
    struct error err = {0};
    const struct param_spec *spec = config_find(config, &fake_schema, key, &err);

    cr_assert_not_null(spec, "%s", err.text);
    return spec;
}

/* Calls visit for every row of the table, then for every row of every learner under its own. */
static void for_each_row(void (*visit)(struct config config, const struct param_spec *spec))
{
    for (size_t i = 0; config_param_at(i); i++)
        visit(under(FAKE_ADAM), config_param_at(i));
    for (size_t l = 0; l < fake_schema.count; l++)
        for (size_t p = 0; p < fake_learner(l).count; p++)
            visit(under(l), &fake_learner(l).params[p]);
}

static void expect_refused(struct config config, const char *key, const char *value,
                           const char *why)
{
    const struct config before = config;
    struct error err = {0};

    cr_expect_eq(set(&config, key, value, &err), STATUS_INVALID, "%s = '%s' was taken", key, value);
    cr_expect_arr_eq(&config, &before, sizeof config, "%s = '%s' left a trace", key, value);
    cr_expect(strstr(err.text, key) == err.text, "'%s' should begin with %s", err.text, key);
    cr_expect(strstr(err.text, value) && strstr(err.text, why), "'%s' should tell '%s' and '%s'",
              err.text, value, why);
}

static void expect_reads_back(struct config config, const struct param_spec *spec,
                              const char *value)
{
    char text[CONFIG_TEXT_MAX * 4];
    struct error err = {0};

    cr_assert_eq(set(&config, spec->name, value, &err), STATUS_OK, "%s", err.text);
    struct config again = config;
    config_format(&config, &fake_schema, spec, text, sizeof text);
    cr_assert_eq(set(&again, spec->name, text, &err), STATUS_OK, "%s", err.text);
    cr_expect_arr_eq(&again, &config, sizeof config, "%s = %s came back as %s", spec->name, value,
                     text);
}

static void check_default(struct config config, const struct param_spec *spec)
{
    expect_reads_back(config, spec, spec->initial);
}

Test(param, every_default_reads_back_from_its_own_text)
{
    for_each_row(check_default);
}

Test(param, awkward_values_read_back_bit_for_bit)
{
    static const char *const values[][2] = {
        {"d", "1e3"},
        {"gamma", "0.1"},
        {"gamma", "0.3333333333333333,2.385"},
        {"activation", "hermite:0,1,0.3"},
        {"activation", "0.5*relu,hermite:0.1,-2e-1,3,h2h3"},
        {"activation", "hermite:0,1,0.25*tanh2c"},
        {"readout", "4point"},
        {"readout", "atoms:-1@0.25,1@0.75"},
        {"readout_draw", "random"},
        {"weights", "rademacher"},
        {"noise", "2.2250738585072014e-300"},
        {"noise", "0"},
        {"alpha", "2.3849999999999998"},
        {"alpha", "0.1000000000000000055"},
        {"init", "teacher, random ,mix:0.7071067811865476,mix:-1"},
        {"learn_readout", "yes"},
        {"algorithm", "sampler"},
        {"lr", "3.1415926535897931e-5"},
        {"batch", "n/3"},
        {"batch", "4096"},
        {"seed", "9007199254740991"},
        {"pace", "1e6"},
        {"title", "eps: 1e-3 = \"flat\", \xc3\xbc"},
        {"watch_for", ""},
    };

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        const struct config config = under(FAKE_ADAM);
        expect_reads_back(config, find(&config, values[i][0]), values[i][1]);
    }
}

static bool has_bounds(const struct param_spec *spec)
{
    return spec->kind == PARAM_REAL || spec->kind == PARAM_COUNT || spec->kind == PARAM_LAYERS ||
           spec->kind == PARAM_BATCH;
}

static void expect_taken(struct config config, const struct param_spec *spec, double value)
{
    char text[40];
    struct error err = {0};

    snprintf(text, sizeof text, "%.17g", value);
    cr_expect_eq(set(&config, spec->name, text, &err), STATUS_OK, "%s", err.text);
}

static void expect_out_of_range(struct config config, const struct param_spec *spec, double value)
{
    char text[40];

    snprintf(text, sizeof text, "%.17g", value);
    expect_refused(config, spec->name, text, "is out of range; takes a");
}

static void check_bounds(struct config config, const struct param_spec *spec)
{
    const bool whole = spec->kind == PARAM_COUNT || spec->kind == PARAM_BATCH;

    if (!has_bounds(spec))
        return;
    expect_taken(config, spec, spec->min);
    expect_taken(config, spec, spec->max);
    expect_out_of_range(config, spec,
                        whole ? spec->min - 1.0 : nextafter(spec->min, -(double)INFINITY));
    expect_out_of_range(config, spec,
                        whole ? spec->max + 1.0 : nextafter(spec->max, (double)INFINITY));
    expect_refused(config, spec->name, "-1e999", "is out of range");
    expect_refused(config, spec->name, "1e999", "is out of range");
}

Test(param, bounds_are_taken_and_the_next_value_is_refused)
{
    for_each_row(check_bounds);
}

static void check_junk(struct config config, const struct param_spec *spec)
{
    static const char *const junk[] = {"",    " ",    "abc",   "1.5x", "1.5 ", "nan",
                                       "inf", "-inf", "0x1p3", "1,",   ",1",   "--1",
                                       "1e",  "e5",   ".",     "n/",   "1 2"};

    if (!has_bounds(spec))
        return;
    for (size_t i = 0; i < sizeof junk / sizeof junk[0]; i++) {
        if (spec->kind == PARAM_LAYERS && strcmp(junk[i], "1.5 ") == 0)
            continue; /* lists may have blanks around their values */
        struct error err = {0};
        struct config changed = config;
        cr_expect_eq(set(&changed, spec->name, junk[i], &err), STATUS_INVALID, "%s = '%s' taken",
                     spec->name, junk[i]);
        cr_expect(strstr(err.text, spec->name) == err.text &&
                      strstr(err.text, "is not a number; takes a"),
                  "%s", err.text);
    }
}

Test(param, numbers_with_junk_are_refused)
{
    for_each_row(check_junk);
}

static void check_fraction(struct config config, const struct param_spec *spec)
{
    if (spec->kind == PARAM_COUNT || spec->kind == PARAM_BATCH)
        expect_refused(config, spec->name, "2.5", "is not a whole number");
}

static void expect_real_row_reads_back(struct config config, const struct param_spec *spec,
                                       double value)
{
    const struct param_schema *schema = learner_schema();
    struct setting setting = {.key = spec->name};
    char text[40], again[40];
    struct error err = {0};

    snprintf(text, sizeof text, "%.17g", value);
    setting.value = text;
    cr_expect_eq(config_apply(&config, schema, &setting, 1, &err), STATUS_OK, "%s", err.text);
    config_format(&config, schema, spec, again, sizeof again);
    cr_expect_eq(strtod(again, NULL), value, "%s = %s came back as %s", spec->name, text, again);
}

Test(param, rows_of_the_shipped_learners_hold_their_bounds)
{
    const struct param_schema *schema = learner_schema();
    struct config config;

    config_init(&config, schema);
    for (size_t l = 0; l < schema->count; l++) {
        const struct param_group learner = schema->learner(l);
        strcpy(config.algorithm, learner.name);
        for (size_t p = 0; p < learner.count; p++) {
            if (!has_bounds(&learner.params[p]))
                continue;
            expect_real_row_reads_back(config, &learner.params[p], learner.params[p].min);
            expect_real_row_reads_back(config, &learner.params[p], learner.params[p].max);
        }
    }
}

Test(param, counts_are_whole)
{
    for_each_row(check_fraction);
}

Test(param, numbers_do_not_lose_their_sign_or_exponent)
{
    struct config config = under(FAKE_SAMPLER);

    cr_assert_eq(set(&config, "adapt", "-1", NULL), STATUS_OK);
    cr_expect_eq(config_learner_values(&config)[2], -1.0);
    cr_assert_eq(set(&config, "adapt", "+250", NULL), STATUS_OK);
    cr_expect_eq(config_learner_values(&config)[2], 250.0);
    cr_assert_eq(set(&config, "steps", "1e6", NULL), STATUS_OK);
    cr_expect_eq(config.steps, 1000000);
    cr_assert_eq(set(&config, "noise", "-0", NULL), STATUS_OK);
    cr_expect_not(signbit(config.noise));
}

static void check_choices(struct config config, const struct param_spec *spec)
{
    struct error err = {0};

    if (spec->kind != PARAM_CHOICE && spec->kind != PARAM_ALGORITHM)
        return;
    expect_refused(config, spec->name, "nosuch", "is unknown; takes ");
    expect_refused(config, spec->name, "", "is unknown; takes ");
    for (size_t i = 0; spec->choices && spec->choices[i]; i++) {
        expect_reads_back(config, spec, spec->choices[i]);
        set(&config, spec->name, "nosuch", &err);
        cr_expect(strstr(err.text, spec->choices[i]), "%s lacks %s", err.text, spec->choices[i]);
    }
}

Test(param, unknown_choices_are_refused_with_all_there_are)
{
    for_each_row(check_choices);
    struct error err = {0};
    struct config config = under(FAKE_ADAM);
    set(&config, "algorithm", "hmcc", &err);
    cr_expect_str_eq(err.text, "algorithm: 'hmcc' is unknown; takes slow, adam, sampler");
}

Test(param, messages_name_key_value_and_what_would_do)
{
    struct config config = under(FAKE_ADAM);
    struct error err = {0};

    set(&config, "alpha", "-1", &err);
    cr_expect_str_eq(err.text, "alpha: '-1' is out of range; takes a number from 1e-6 to 1000");
    set(&config, "alpha", "abc", &err);
    cr_expect_str_eq(err.text, "alpha: 'abc' is not a number; takes a number from 1e-6 to 1000");
    set(&config, "d", "1.5", &err);
    cr_expect_str_eq(err.text,
                     "d: '1.5' is not a whole number; takes a whole number from 2 to 100000");
    set(&config, "batch", "n/0", &err);
    cr_expect_str_eq(err.text, "batch: '0' is out of range; takes a whole number from 1 to 1e+9, "
                               "or n/M");
}

Test(param, a_share_of_the_data_is_for_batches_only)
{
    expect_refused(under(FAKE_ADAM), "lr", "n/4", "is not a number");
    expect_refused(under(FAKE_ADAM), "d", "n/4", "is not a number");
}

Test(param, lists_have_no_more_layers_than_a_network_may)
{
    struct config config = under(FAKE_ADAM);

    cr_assert_eq(set(&config, "gamma", "0.1,0.2,0.3,0.4", NULL), STATUS_OK);
    cr_expect_eq(config.gamma.count, 4);
    cr_expect_eq(config.gamma.at[3], 0.4);
    expect_refused(config, "gamma", "0.1,0.2,0.3,0.4,0.5", "has more than 4 layers");
    expect_refused(config, "activation", "relu,relu,relu,relu,relu", "has more than 4 layers");
}

Test(param, activations_are_split_where_a_layer_begins)
{
    struct config config = under(FAKE_ADAM);

    cr_assert_eq(set(&config, "activation", "hermite:0,1,0.3,0.5*relu, tanh2", NULL), STATUS_OK);
    cr_assert_eq(config.activation.count, 3);
    cr_expect_eq(config.activation.at[0].terms, 3);
    cr_expect_eq(config.activation.at[0].coefficient[2], 0.3);
    cr_expect_str_eq(config.activation.at[1].name, "relu");
    cr_expect_eq(config.activation.at[1].factor, 0.5);
    cr_expect_str_eq(config.activation.at[2].name, "tanh2");
}

static void expect_list_refused(const char *key, const char *value)
{
    struct config config = under(FAKE_ADAM);
    const struct config before = config;
    struct error err = {0};

    cr_expect_eq(set(&config, key, value, &err), STATUS_INVALID, "%s = '%s' was taken", key, value);
    cr_expect_arr_eq(&config, &before, sizeof config);
    cr_expect(strstr(err.text, key) == err.text, "%s", err.text);
}

Test(param, wrong_activations_and_readouts_are_refused_by_name)
{
    expect_list_refused("activation", "");
    expect_list_refused("activation", "relu,");
    expect_list_refused("activation", "relu,nosuch");
    expect_list_refused("activation", "hermite:0,nan");
    expect_list_refused("readout", "");
    expect_list_refused("readout", "nosuch");
    expect_list_refused("readout", "atoms:1@0.5");
}

Test(param, starts_are_read_one_per_replica)
{
    struct config config = under(FAKE_ADAM);

    cr_assert_eq(set(&config, "init", "teacher,random,mix:0.5", NULL), STATUS_OK);
    cr_expect_eq(config.init.count, 3);
    cr_expect_eq(config.init.at[2].overlap, 0.5);
    expect_refused(config, "init", "techer", "is unknown; takes random, teacher, mix:R");
    expect_list_refused("init", "");
    expect_list_refused("init", "random,");
    expect_list_refused("init", "mix:");
    expect_list_refused("init", "mix:1.01");
    expect_list_refused("init", "mix:-1.01");
    expect_list_refused("init", "mix:0.5x");
    expect_list_refused("init", "random,random,random,random,random,random,random,random,random");
}

Test(param, texts_fit_and_have_no_control_characters)
{
    struct config config = under(FAKE_ADAM);
    char longest[CONFIG_TEXT_MAX + 1];

    memset(longest, 'x', sizeof longest);
    longest[CONFIG_TEXT_MAX - 1] = '\0';
    cr_expect_eq(set(&config, "title", longest, NULL), STATUS_OK);
    longest[CONFIG_TEXT_MAX - 1] = 'x';
    longest[CONFIG_TEXT_MAX] = '\0';
    cr_expect_eq(set(&config, "title", longest, NULL), STATUS_INVALID);
    cr_expect_eq(set(&config, "title", "\x1b[2J", NULL), STATUS_INVALID);
    cr_expect_eq(set(&config, "title", "a\x7f", NULL), STATUS_INVALID);
}

Test(param, every_row_is_complete_and_unique)
{
    for (size_t i = 0; config_param_at(i); i++) {
        const struct param_spec *spec = config_param_at(i);
        cr_expect(spec->section && spec->name && spec->unit && *spec->help);
        cr_expect_eq(spec->kind == PARAM_CHOICE, spec->choices != NULL, "%s", spec->name);
        cr_expect_lt(strlen(spec->name), 24, "%s does not fit a command", spec->name);
        for (size_t j = 0; j < i; j++)
            cr_expect_str_neq(config_param_at(j)->name, spec->name);
    }
}

Test(param, only_what_may_change_in_mid_run_is_live)
{
    static const char *const live[] = {"alpha", "noise", "algorithm", "pace"};
    size_t count = 0;

    for (size_t i = 0; config_param_at(i); i++)
        count += config_param_at(i)->change == PARAM_LIVE;
    cr_expect_eq(count, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct config config = under(FAKE_ADAM);
        cr_expect_eq(find(&config, live[i])->change, PARAM_LIVE);
    }
}

Test(param, text_is_cut_to_the_room_there_is)
{
    const struct config config = under(FAKE_ADAM);
    char text[4];

    config_format(&config, &fake_schema, find(&config, "activation"), text, sizeof text);
    cr_expect_str_eq(text, "tan");
    config_accepts(&fake_schema, find(&config, "alpha"), text, sizeof text);
    cr_expect_str_eq(text, "a n");
}

static void check_accepts(struct config config, const struct param_spec *spec)
{
    char text[200];

    (void)config;
    config_accepts(&fake_schema, spec, text, sizeof text);
    cr_expect(*text && strlen(text) < sizeof text - 1, "%s: '%s'", spec->name, text);
}

Test(param, every_row_tells_what_it_takes)
{
    for_each_row(check_accepts);
}
