#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_schema.h"
#include "plateau/config.h"
#include "plateau/learner.h"

/* An empty folder of its own for each test, which is where it then stands. */
static void enter_folder(void)
{
    char folder[] = "/tmp/plateau-preset-XXXXXX";

    cr_assert(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    cr_assert_eq(setenv("XDG_CONFIG_HOME", folder, 1), 0);
}

static void leave_folder(void)
{
    char folder[256], command[300];

    if (getcwd(folder, sizeof folder) && strncmp(folder, "/tmp/plateau-preset-", 20) == 0) {
        snprintf(command, sizeof command, "rm -r '%s'", folder);
        cr_assert_eq(chdir("/"), 0);
        cr_assert_eq(system(command), 0);
    }
}

TestSuite(preset, .init = enter_folder, .fini = leave_folder);

static void write_bytes(const char *path, const char *text, size_t bytes)
{
    FILE *file = fopen(path, "w");

    cr_assert_not_null(file, "%s", path);
    cr_assert_eq(fwrite(text, 1, bytes, file), bytes);
    cr_assert_eq(fclose(file), 0);
}

static void write_file(const char *path, const char *text)
{
    write_bytes(path, text, strlen(text));
}

static struct config load(const char *text)
{
    struct config config;
    struct error err = {0};

    write_file("my.ini", text);
    cr_assert_eq(config_load(&config, &fake_schema, "my.ini", &err), STATUS_OK, "%s", err.text);
    return config;
}

/* A refusal leaves the config alone and begins with file and line. */
static void expect_name_refused(const char *name, const char *begins, const char *tells)
{
    struct config config, before;
    struct error err = {0};

    config_init(&config, &fake_schema);
    config.alpha = 2.385;
    before = config;
    cr_expect_eq(config_load(&config, &fake_schema, name, &err), STATUS_INVALID, "%s: %s", name,
                 err.text);
    cr_expect_arr_eq(&config, &before, sizeof config);
    cr_expect(strstr(err.text, begins) == err.text && strstr(err.text, tells),
              "'%s' should begin with '%s' and tell '%s'", err.text, begins, tells);
}

static void expect_refused(const char *text, const char *begins, const char *tells)
{
    write_file("my.ini", text);
    expect_name_refused("my.ini", begins, tells);
}

Test(preset, reads_every_section)
{
    const struct config config = load("; a comment\n"
                                      "# another\n"
                                      "[about]\n"
                                      "title = Seven; or so ; a comment\n"
                                      "source = nobody's\n"
                                      "watch_for = the first\n"
                                      "  and the second line\n"
                                      "\tand the third\n"
                                      "[teacher]\n"
                                      "d = 7\n"
                                      "gamma: 0.36\n"
                                      "[data]\n"
                                      "alpha = 2.385 ; not 5\n"
                                      "[student]\n"
                                      "init = teacher,random\n"
                                      "[learner]\n"
                                      "algorithm = sampler\n"
                                      "leapfrog = 3\n"
                                      "[run]\n"
                                      "steps = 41\n");

    cr_expect_str_eq(config.preset, "my");
    cr_expect_str_eq(config.title, "Seven; or so");
    cr_expect_str_eq(config.source, "nobody's");
    cr_expect_str_eq(config.watch_for, "the first and the second line and the third");
    cr_expect_eq(config.d, 7);
    cr_expect_eq(config.gamma.at[0], 0.36);
    cr_expect_eq(config.alpha, 2.385);
    cr_expect_eq(config.init.count, 2);
    cr_expect_str_eq(config.algorithm, "sampler");
    cr_expect_eq(config_learner_values(&config)[1], 3.0);
    cr_expect_eq(config.steps, 41);
    cr_expect_eq(config.noise, 1e-4);
}

Test(preset, goes_back_to_the_defaults_for_what_it_does_not_say)
{
    struct config config;

    config_init(&config, &fake_schema);
    config.noise = 0.7;
    write_file("my.ini", "[data]\nalpha = 3\n");
    cr_assert_eq(config_load(&config, &fake_schema, "my.ini", NULL), STATUS_OK);
    cr_expect_eq(config.noise, 1e-4);
    cr_expect_eq(config.alpha, 3.0);
}

Test(preset, learner_keys_may_stand_before_the_algorithm)
{
    const struct config config = load("[learner]\nlr = 0.7\nalgorithm = slow\n");

    cr_expect_eq(config.learner[FAKE_SLOW].value[0], 0.7);
    cr_expect_eq(config.learner[FAKE_ADAM].value[0], 0.01);
}

Test(preset, sections_may_be_split_and_in_any_order)
{
    const struct config config =
        load("[run]\nseed = 3\n[learner]\nlr = 0.7\n[data]\nalpha = 2\n[run]\nsteps = 5\n"
             "[learner]\nalgorithm = slow\n");

    cr_expect_eq(config.seed, 3);
    cr_expect_eq(config.steps, 5);
    cr_expect_eq(config.learner[FAKE_SLOW].value[0], 0.7);
}

Test(preset, takes_a_byte_order_mark_windows_line_ends_and_no_end_of_line)
{
    const struct config config =
        load("\xef\xbb\xbf[data]\r\nalpha = 3.25\r\n\r\n[run]\r\nseed = 9");

    cr_expect_eq(config.alpha, 3.25);
    cr_expect_eq(config.seed, 9);
}

Test(preset, an_empty_file_is_the_defaults)
{
    cr_expect_eq(load("").d, 120);
}

Test(preset, refuses_values_with_file_line_key_and_range)
{
    expect_refused("[data]\n\nalpha = abc\n", "my.ini:3: alpha: 'abc' is not a number",
                   "takes a number from");
    expect_refused("[data]\nalpha = -1\n", "my.ini:2: alpha: '-1' is out of range",
                   "takes a number from");
    expect_refused("[data]\nalpha =\n", "my.ini:2: alpha: '' is not a number", "takes");
    expect_refused("[data]\nalpha = 3 # no comment\n", "my.ini:2: alpha: '3 # no comment'",
                   "not a number");
    expect_refused("[learner]\nlr = 0.1\n\n\nalgorithm = hmcc\n",
                   "my.ini:5: algorithm: 'hmcc' is unknown", "slow, adam, sampler");
    expect_refused("[learner]\n# first\nlr = 1e9\nalgorithm = slow\n", "my.ini:3: lr: '1e9'",
                   "from 1e-6 to 100");
}

Test(preset, refuses_unknown_and_foreign_keys)
{
    expect_refused("[data]\nalhpa = 1\n", "my.ini:2: alhpa: unknown parameter",
                   "did you mean alpha?");
    expect_refused("[learner]\nalgorithm = slow\nbeta1 = 0.9\n",
                   "my.ini:3: beta1: not a parameter of slow, which has lr", "it belongs to adam");
    expect_refused("[run]\nstepz = 1\nalpha\n", "my.ini:3:", "neither [section] nor key = value");
}

Test(preset, refuses_keys_in_the_wrong_place)
{
    expect_refused("[run]\nalpha = 1\n", "my.ini:2: alpha: belongs in [data]", "stands in [run]");
    expect_refused("alpha = 1\n", "my.ini:1: alpha: belongs in [data]", "before any section");
    expect_refused("[run]\nlr = 1\n", "my.ini:2: lr: belongs in [learner]", "stands in [run]");
    expect_refused("[run]\nalgorithm = slow\n", "my.ini:2: algorithm: belongs in [learner]", "run");
}

Test(preset, refuses_unknown_sections_even_empty_ones)
{
    expect_refused("[data]\nalpha = 1\n[dta]\n", "my.ini:3: [dta]: unknown section",
                   "[about] [teacher] [data] [student] [learner] [run]");
    expect_refused("[]\n", "my.ini:1: []: unknown section", "[run]");
    expect_refused("[data", "my.ini:1: neither [section] nor key = value", "");
    expect_refused("[data] alpha = 1\n", "my.ini:1: [data] shares its line with 'alpha = 1'",
                   "line of its own");
}

Test(preset, refuses_a_key_given_twice)
{
    expect_refused("[data]\nalpha = 1\n[run]\nseed = 2\n[data]\nalpha = 1\n",
                   "my.ini:6: alpha: given twice", "first in line 2");
    expect_refused("[about]\ntitle = a\ntitle = b\n", "my.ini:3: title: given twice", "line 2");
    expect_refused("[learner]\nalgorithm = slow\nalgorithm = adam\n",
                   "my.ini:3: algorithm: given twice", "line 2");
}

Test(preset, refuses_indented_lines_outside_about)
{
    expect_refused("[data]\nalpha = 1\n  test = 7\n", "my.ini:3: the line begins with a blank",
                   "column 1");
    expect_refused("[data]\n\talpha = 1\n", "my.ini:2: the line begins with a blank", "column 1");
    expect_refused("[learner]\n algorithm = slow\n", "my.ini:2: the line begins with a blank",
                   "column 1");
    expect_refused("[about]\n title = slow\n", "my.ini:2: the line begins with a blank",
                   "column 1");
    expect_refused("[about]\ntitle = a\n # b\n", "my.ini:3: '#' begins a comment only in column 1",
                   "';'");
}

Test(preset, refuses_lines_and_texts_that_are_too_long)
{
    char text[1200] = "[about]\ntitle = ";

    memset(text + strlen(text), 'x', 300);
    expect_refused(text, "my.ini:2: the line is longer than 198 bytes", "indented line");
    size_t used = (size_t)snprintf(text, sizeof text, "[about]\nwatch_for = x\n");
    for (size_t i = 0; i < 5; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "  %0117d\n", 0);
    expect_refused(text, "my.ini:7: watch_for: ", "is too long; takes a line of at most 479 bytes");
}

Test(preset, takes_the_longest_line_that_it_says_it_takes)
{
    char text[256];

    snprintf(text, sizeof text, "[about]\nwatch_for = %0186d\n[data]\nalpha = 2\n", 0);
    const struct config config = load(text);
    cr_expect_eq(strlen(config.watch_for), 198 - 12);
    cr_expect_eq(config.alpha, 2.0);
}

Test(preset, refuses_what_is_not_text)
{
    write_bytes("my.ini", "[data]\nalpha = 1\0\n", 18);
    expect_name_refused("my.ini", "my.ini:2: byte 0x00 is not text", "");
    expect_refused("[about]\n\ntitle = \x1b[2J\n", "my.ini:3: byte 0x1b is not text", "");
    char *large = calloc(70001, 1);
    memset(large, '\n', 70000);
    write_file("my.ini", large);
    free(large);
    expect_name_refused("my.ini", "my.ini: longer than 65536 bytes", "");
}

Test(preset, refuses_files_that_cannot_be_read)
{
    expect_name_refused("none.ini", "none.ini: there is no such file", "");
    expect_name_refused("./none", "./none: there is no such file", "");
    cr_assert_eq(mkdir("folder.ini", 0700), 0);
    expect_name_refused("folder.ini", "folder.ini: is a directory", "");
}

Test(preset, refuses_what_is_no_regular_file_without_waiting_for_it, .timeout = 20)
{
    cr_assert_eq(mkfifo("fifo.ini", 0600), 0); /* nobody ever writes there */
    expect_name_refused("fifo.ini", "fifo.ini: is no regular file", "");
    cr_assert_eq(symlink("/dev/zero", "zero.ini"), 0);
    expect_name_refused("zero.ini", "zero.ini: is no regular file", "");
}

Test(preset, an_unknown_name_is_refused_with_the_nearest_or_where_they_are_listed)
{
    struct config config;
    struct error err = {0};

    cr_expect_eq(config_load(&config, &fake_schema, "frist-light", &err), STATUS_INVALID);
    cr_expect_str_eq(err.text, "frist-light: no preset of that name; did you mean first-light?");
    cr_expect_eq(config_load(&config, &fake_schema, "nonsense", &err), STATUS_INVALID);
    cr_expect(strstr(err.text, "nonsense: no preset of that name; plateau presets lists"), "%s",
              err.text);
}

Test(preset, files_win_over_the_built_in_ones_the_nearest_first)
{
    struct config config;
    const struct param_schema *schema = learner_schema();

    cr_assert_eq(config_load(&config, schema, "first-light", NULL), STATUS_OK);
    cr_expect_eq(config.d, 120);
    cr_assert_eq(mkdir("plateau", 0700), 0);
    cr_assert_eq(mkdir("plateau/presets", 0700), 0);
    write_file("plateau/presets/first-light.ini", "[teacher]\nd = 77\n");
    cr_assert_eq(config_load(&config, schema, "first-light", NULL), STATUS_OK);
    cr_expect_eq(config.d, 77);
    cr_assert_eq(mkdir("presets", 0700), 0);
    write_file("presets/first-light.ini", "[teacher]\nd = 55\n");
    cr_assert_eq(config_load(&config, schema, "first-light", NULL), STATUS_OK);
    cr_expect_eq(config.d, 55);
    cr_expect_str_eq(config.preset, "first-light");
    write_file("presets/first-light.ini", "[teacher]\nd = 1\n");
    expect_name_refused("first-light", "presets/first-light.ini:2: d: '1'", "range");
}

Test(preset, falls_back_to_the_home_folder)
{
    struct config config;
    char home[256];

    cr_assert(getcwd(home, sizeof home));
    unsetenv("XDG_CONFIG_HOME");
    setenv("HOME", home, 1);
    cr_assert_eq(system("mkdir -p .config/plateau/presets"), 0);
    write_file(".config/plateau/presets/mine.ini", "[teacher]\nd = 66\n");
    cr_assert_eq(config_load(&config, &fake_schema, "mine", NULL), STATUS_OK);
    cr_expect_eq(config.d, 66);
}

Test(preset, names_are_listed_sorted_and_once)
{
    char names[64][PRESET_NAME_MAX];
    size_t builtin = 0;

    while (preset_name_at(builtin))
        builtin++;
    cr_assert_geq(builtin, 14);
    cr_expect_eq(preset_names(names, 64), builtin);
    cr_assert_eq(mkdir("presets", 0700), 0);
    write_file("presets/first-light.ini", "");
    write_file("presets/zebra.ini", "");
    write_file("presets/.hidden.ini", "");
    write_file("presets/notes.txt", "");
    cr_expect_eq(preset_names(names, 64), builtin + 1);
    cr_expect_str_eq(names[builtin], "zebra");
    for (size_t i = 1; i <= builtin; i++)
        cr_expect_lt(strcmp(names[i - 1], names[i]), 0);
    cr_expect_eq(preset_names(names, 3), 3);
}

Test(preset, all_that_are_shipped_load_and_fit)
{
    for (size_t i = 0; preset_name_at(i); i++) {
        struct config config;
        struct error err = {0};
        cr_expect_eq(config_load(&config, learner_schema(), preset_name_at(i), &err), STATUS_OK,
                     "%s", err.text);
        cr_expect_eq(config_check(&config, &err), STATUS_OK, "%s", err.text);
        cr_expect(*config.title && *config.source && *config.watch_for, "%s", preset_name_at(i));
        cr_expect_str_eq(config.preset, preset_name_at(i));
    }
}

Test(preset, the_default_one_takes_twenty_seconds_on_screen)
{
    struct config config;

    cr_assert_eq(config_load(&config, learner_schema(), "first-light", NULL), STATUS_OK);
    cr_expect_float_eq((double)config.steps / config.pace, 20.0, 1e-9);
    cr_expect_eq(config.init_scale, 0.1);
    cr_expect_str_eq(config.algorithm, "adam");
}
