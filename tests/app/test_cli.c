#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program.h"

/* Exit status 2, nothing on stdout, and a message that says what to change. */
static void assert_refused(const char *line, const char *const words[])
{
    static struct program_end outcome;

    program_run_line(&outcome, line);
    cr_assert_eq(outcome.status, 2, "%s: status %d", line, outcome.status);
    cr_assert_str_empty(outcome.out, "%s", line);
    cr_assert_eq(strncmp(outcome.err, "plateau: ", 9), 0, "%s: %s", line, outcome.err);
    for (size_t i = 0; words[i]; i++)
        cr_assert_not_null(strstr(outcome.err, words[i]), "%s: no '%s' in: %s", line, words[i],
                           outcome.err);
}

#define REFUSED(line, ...) assert_refused(line, (const char *const[]){__VA_ARGS__, NULL})

Test(cli, refuses_values_with_key_value_and_what_would_do)
{
    REFUSED("run first-light -s alpha=abc", "alpha", "abc", "1e-6", "1000");
    REFUSED("run first-light -s alpha=-1", "alpha", "-1", "1e-6", "1000");
    REFUSED("run first-light -s algorithm=adem", "algorithm", "adem", "adam", "hmc");
    REFUSED("run first-light --seed -3", "seed", "-3");
    REFUSED("run first-light -s activation=reul", "activation", "reul", "relu");
    REFUSED("run first-light -s init=mix:7", "init", "'7'");
}

Test(cli, names_all_wrong_keys_at_once)
{
    REFUSED("run -s alhpa=3 -s d=20 -s leraning=2", "alhpa", "did you mean alpha?",
            "; leraning: also unknown");
}

/* The error alone, before any word about the preset. */
Test(cli, refuses_an_algorithm_that_does_not_take_the_problem)
{
    REFUSED("run first-light -s algorithm=metropolis", "algorithm", "rademacher");
}

Test(cli, refuses_keys_with_the_nearest_one)
{
    REFUSED("run first-light -s alhpa=1", "alhpa", "alpha");
    REFUSED("run first-light -s leapfrog=3", "leapfrog", "hmc");
    REFUSED("run first-light -s alpha", "KEY=VALUE");
    REFUSED("run first-light -s =3", "KEY=VALUE");
}

Test(cli, refuses_what_does_not_fit_the_memory_with_the_bytes)
{
    REFUSED("run first-light -s d=100000 -s alpha=100", "alpha", "100", "4e+17 bytes", "available");
}

Test(cli, refuses_layers_that_do_not_agree)
{
    REFUSED("run first-light -s gamma=0.5,0.5 -s activation=tanh,tanh,relu", "gamma", "0.5,0.5",
            "3 hidden layers");
    REFUSED("run first-light -s gamma=0.5,0.5,0.5,0.5,0.5", "gamma", "more than 4 layers");
}

Test(cli, refuses_words_that_are_neither_command_nor_preset)
{
    REFUSED("sweep", "sweep", "run", "presets", "params", "first-light");
    REFUSED("rnu", "did you mean run?");
    REFUSED("first-lihgt", "did you mean first-light?");
    REFUSED("run nonsense", "nonsense", "plateau presets lists");
    REFUSED("run ./nowhere.ini", "nowhere.ini", "no such file");
    REFUSED("run first-light second", "second");
    REFUSED("params all", "all");
}

Test(cli, refuses_options)
{
    REFUSED("run --stpes 3", "--stpes", "--steps");
    REFUSED("run --steps", "--steps", "value");
    REFUSED("run --steps 0", "--steps", "'0'");
    REFUSED("run --steps=2.5", "--steps", "2.5");
    REFUSED("run --gradients=-1", "--gradients", "-1");
    REFUSED("run --seconds soon", "--seconds", "soon");
    REFUSED("run --until never", "--until", "never", "plateau, escape, specialised, converged");
    REFUSED("run --threads 0", "--threads", "1 to 256");
    REFUSED("run --kernel mmx", "--kernel", "'mmx'", "auto", "plain, scalar, reference");
    REFUSED("run --store runs.db", "--store", "--csv");
    REFUSED("run --json=yes", "--json", "yes");
    REFUSED("run --color=never", "--color", "run");
    REFUSED("presets --steps 3", "--steps", "presets");
    REFUSED("run -x", "-x");
    REFUSED("--vers", "--vers", "--version");
    REFUSED("run --stpes=3", "did you mean --steps?");
    REFUSED("help", "did you mean --help?");
    REFUSED("run -s leapfro=3", "did you mean leapfrog?");
    REFUSED("theory first-light --alpha 3 4", "4: one word too many", "an option takes one value");
    REFUSED("run first-light -s "
            "a_name_that_is_longer_than_the_name_of_any_parameter_there_will_ever_be=1",
            "-s", "so long a name");
}

Test(cli, refuses_a_preset_with_an_unknown_key_by_file_and_line)
{
    static struct program_end outcome;
    char name[] = "/tmp/plateau-test-XXXXXX.ini";
    const int fd = mkstemps(name, 4);

    dprintf(fd, "[teacher]\nd = 12\nnoize = 3\n");
    close(fd);
    const char *const arguments[] = {"run", name, NULL};
    program_run(&outcome, arguments, NULL);
    unlink(name);
    cr_assert_eq(outcome.status, 2);
    cr_assert_not_null(strstr(outcome.err, ".ini:3: noize"), "%s", outcome.err);
    cr_assert_not_null(strstr(outcome.err, "noise"), "%s", outcome.err);
}

Test(cli, refuses_alphas_that_are_no_range)
{
    static const char *const ranges[] = {"",     "abc",   "1:2",        "1:2:3:4", "2:1:0.5", "0",
                                         "-1",   "1:2:0", "1:2:-1",     "1:2:inf", "nan",     "inf",
                                         "1:2:", "1;2;1", "1:100:1e-9", "1x"};
    char line[64];

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        snprintf(line, sizeof line, "theory first-light --alpha=%s", ranges[i]);
        REFUSED(line, "--alpha", ranges[i], "A or A:B:STEP");
    }
}

Test(cli, takes_the_alphas_that_a_parameter_takes)
{
    static const char *const ranges[] = {"1000.5", "9e-7", "998:1001:1"};
    static struct program_end outcome;
    char line[80];

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        snprintf(line, sizeof line, "theory first-light --alpha=%s", ranges[i]);
        REFUSED(line, "--alpha", ranges[i], "from 1e-6 to 1000");
    }
    REFUSED("run -s alpha=1000.5", "from 1e-6 to 1000");
    program_run_line(&outcome, "theory first-light --alpha=1000 --branch universal");
    cr_expect_eq(outcome.status, 0, "%s", outcome.err);
}

Test(cli, the_environment_names_a_kernel_that_the_command_line_overrules)
{
    static struct program_end outcome;

    setenv("PLATEAU_KERNEL", "abacus", 1);
    REFUSED("run first-light", "PLATEAU_KERNEL: 'abacus' is not known", "auto",
            "plain, scalar, reference");
    REFUSED("bench", "PLATEAU_KERNEL: 'abacus'");
    program_run_line(&outcome, "params");
    cr_expect_eq(outcome.status, 0, "%s", outcome.err);
    program_run_line(&outcome,
                     "run first-light -s d=12 -s test=9 --steps 1 --threads 1 --kernel auto");
    cr_expect_eq(outcome.status, 0, "%s", outcome.err);
}

Test(cli, the_environment_says_how_many_threads)
{
    static struct program_end outcome;

    setenv("PLATEAU_THREADS", "many", 1);
    REFUSED("run first-light", "PLATEAU_THREADS: 'many'", "from 1 to 256");
    REFUSED("presets", "PLATEAU_THREADS: 'many'");
    program_run_line(&outcome, "run first-light -s d=12 -s test=9 --steps 1 --threads 1");
    cr_expect_eq(outcome.status, 0, "%s", outcome.err);
    setenv("PLATEAU_THREADS", "2", 1);
    program_run_line(&outcome, "run first-light -s d=12 -s test=9 --steps 1");
    cr_expect_eq(outcome.status, 0, "%s", outcome.err);
}

static void assert_prints(const char *line, const char *const words[])
{
    static struct program_end outcome;

    program_run_line(&outcome, line);
    cr_assert_eq(outcome.status, 0, "%s: %s", line, outcome.err);
    for (size_t i = 0; words[i]; i++)
        cr_assert_not_null(strstr(outcome.out, words[i]), "%s: no '%s'", line, words[i]);
}

#define PRINTS(line, ...) assert_prints(line, (const char *const[]){__VA_ARGS__, NULL})

Test(cli, prints_help_and_version)
{
    PRINTS("--help", "plateau [PRESET]", "plateau run", "--until GOAL", "--glyphs", "Exit status");
    PRINTS("run -h", "plateau run", "--csv FILE", "eps_se", "standard error of eps");
    PRINTS("presets --help", "plateau presets", "--threads");
    PRINTS("params --help", "plateau params");
    PRINTS("bench --help", "plateau bench", "--threads", "--kernel", "--json");
    PRINTS("theory --help", "partial:N", "alpha_lin", "mu_2", "first, product");
    PRINTS("mmse --help", "iota", "1/4 (symmetric", "Z of unit variance");
    PRINTS("detect --help", "--step-column NAME", "confidence", "first crosses");
    PRINTS("--version", "plateau 0.1.0\n", "numbers 2\n");
    PRINTS("run --version", "plateau 0.1.0\n");
}

Test(cli, help_of_a_command_has_its_options_only)
{
    static struct program_end outcome;

    program_run_line(&outcome, "run --help");
    cr_assert_null(strstr(outcome.out, "--glyphs"));
    program_run_line(&outcome, "params --help");
    cr_assert_null(strstr(outcome.out, "--csv"));
}

Test(cli, lists_presets_with_a_time)
{
    static struct program_end outcome;

    PRINTS("presets --threads 1", "first-light ", " s  ", "endless", "relu-ones");
    program_run_line(&outcome, "presets --threads 1");
    const char *nuts = strstr(outcome.out, "nuts-escape");
    cr_assert(nuts && strstr(nuts, "A sampler") && memchr(nuts, '<', 29), "%s", outcome.out);
    cr_assert_null(strstr(outcome.out, "?  "), "every time is told: %s", outcome.out);
}

Test(cli, what_it_explains_fits_a_terminal_of_80_columns)
{
    static const char *const lines[] = {
        "--help",        "run --help",     "theory --help",       "mmse --help",  "params",
        "params --help", "presets --help", "presets --threads 1", "bench --help", "detect --help"};
    static struct program_end outcome;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        program_run_line(&outcome, lines[i]);
        for (const char *line = outcome.out; *line; line += strcspn(line, "\n") + 1) {
            const size_t length = strcspn(line, "\n");

            cr_expect_leq(length, 80, "%s: %.*s", lines[i], (int)length, line);
            cr_expect(length == 0 || line[length - 1] != ' ', "%s: %.*s|", lines[i], (int)length,
                      line);
        }
    }
}

Test(cli, the_screen_names_the_options_it_does_not_take)
{
    static struct program_end outcome;

    program_run_line(&outcome, "--help");
    const char *heading = strstr(outcome.out, "Options of `plateau run`");
    cr_assert_not_null(heading);
    cr_assert_not_null(strstr(heading, "--csv"));
    cr_assert_not_null(strstr(heading, "--json"));
    cr_assert_null(strstr(heading, "--seed"));
}

Test(cli, tells_that_a_preset_speaks_of_its_own_values)
{
    static struct program_end outcome;

    program_run_line(&outcome, "run first-light -s d=12 -s test=9 --steps 1 --threads 1");
    cr_assert_not_null(strstr(outcome.err, "With the preset's own values:\n    "), "%s",
                       outcome.err);
    cr_assert_not_null(strstr(outcome.err, " 1 step\n"), "%s", outcome.err);
    cr_assert_not_null(strstr(outcome.err, ": 1 step, "), "%s", outcome.err);
    program_run_line(&outcome, "run first-light --steps 1 --threads 1");
    cr_assert_null(strstr(outcome.err, "own values"), "%s", outcome.err);
}

/* So small a problem that any machine waits for its pace. */
Test(cli, tells_the_time_of_a_preset_by_its_pace_where_that_is_slower)
{
    static struct program_end outcome;
    char folder[] = "/tmp/plateau-cli-XXXXXX", path[80];

    cr_assert(mkdtemp(folder));
    cr_assert_eq(setenv("XDG_CONFIG_HOME", folder, 1), 0);
    snprintf(path, sizeof path, "%s/plateau", folder);
    cr_assert_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/plateau/presets", folder);
    cr_assert_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/plateau/presets/slow.ini", folder);
    FILE *file = fopen(path, "w");
    cr_assert(file);
    fputs("[about]\ntitle = slow\n[teacher]\nd = 12\n[run]\nsteps = 23\npace = 0.5\n", file);
    fclose(file);
    program_run_line(&outcome, "presets --threads 1");
    for (char *end; (end = strrchr(path, '/')) && strcmp(path, "/tmp") != 0; *end = '\0')
        remove(path);
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    cr_assert_not_null(strstr(outcome.out, "slow                   46 s  slow\n"), "%s",
                       outcome.out);
}

Test(cli, lists_every_parameter)
{
    PRINTS("params", "alpha", "1e-6", "live", "set-up", "algorithm = adam", "leapfrog",
           "samples per squared dimension", "tanh2", "max(z, 0)");
}

Test(cli, takes_options_and_words_in_any_order_and_both_spellings)
{
    static struct program_end one, other;

    program_run_line(&one, "run first-light -s d=12 -s test=9 --steps 3 --threads 1 --quiet");
    program_run_line(&other, "--quiet -sd=12 --threads=1 run --set test=9 --steps=3 first-light");
    cr_assert_eq(one.status, 0, "%s", one.err);
    cr_assert_eq(other.status, 0, "%s", other.err);
    /* From the last algorithm's name on, past the seconds: "m,0,0.861,...". */
    cr_assert_str_eq(strrchr(one.out, 'm'), strrchr(other.out, 'm'));
    cr_assert_str_empty(one.err);
}
