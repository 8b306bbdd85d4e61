#include "cli.h"

#include <string.h>

#include "exit_status.h"
#include "glossary.h"
#include "json_memory.h"
#include "people.h"
#include "plateau/nearest.h"
#include "plateau/numbers.h"
#include "plateau/series.h"
#include "plateau/utf8.h"

#define VERSION "0.1.0"

enum { PRESETS_MAX = 256 };

struct command_row {
    const char *name; /* NULL: a preset without a command word */
    const char *usage;
    enum scope scope;
    const char *help;
    int (*main)(struct options *options);
    size_t words; /* most words that may follow the command */
};

/* A new command is one row here and one file in this folder. */
static const struct command_row commands[] = {
    {NULL, "[PRESET] [-s KEY=VALUE]...", SCOPE_SHOW,
     "runs the preset on the screen; as `plateau run` when stdout is no terminal", command_show, 1},
    {"run", "[PRESET] [-s KEY=VALUE]...", SCOPE_RUN,
     "runs the preset without a screen, one CSV row per measurement", command_run, 1},
    {"theory", "PRESET [-s KEY=VALUE]...", SCOPE_THEORY,
     "solves the theory of a preset: branches, curves over alpha, transitions", command_theory, 1},
    {"detect", "FILE... [--column NAME]", SCOPE_DETECT,
     "finds plateaus and escapes in trajectories, ours or another's: CSV, columns between blanks, "
     "JSON lines, trainer_state.json, main.log of llm.c; - reads stdin",
     command_detect, WORDS_MAX - 1},
    {"limit", "RUN.json...", SCOPE_LIMIT,
     "compares the limit of runs of growing d with the theory; RUN.json is what `plateau run "
     "--json` printed; - reads stdin",
     command_limit, WORDS_MAX - 1},
    {"presets", "", SCOPE_PRESETS, "lists the presets: what one sees, and how long each takes",
     command_presets, 0},
    {"mmse", "[--kind KIND] [--gamma G] [--snr RANGE]", SCOPE_MMSE,
     "prints a matrix-denoising error, its slope and its integral over the snr", command_mmse, 0},
    {"bench", "", SCOPE_BENCH, "measures gradients, theory and start-up on this machine",
     command_bench, 0},
    {"params", "", SCOPE_PARAMS, "lists every parameter that -s takes", command_params, 0},
};

enum { COMMANDS = sizeof commands / sizeof commands[0], WORD_BYTES = 1024 };

static const struct command_row *find_command(const char *word)
{
    for (size_t i = 1; i < COMMANDS; i++)
        if (strcmp(commands[i].name, word) == 0)
            return &commands[i];
    return NULL;
}

static void print_columns(void)
{
    enum { LEFT = 23 };
    char left[32];

    printf("\nColumns of a row, after step, gradients, seconds, alpha, algorithm and replica:\n");
    for (size_t i = 0; i < SERIES_COUNT; i++) {
        snprintf(left, sizeof left, "  %s", series_column((enum series)i));
        people_print_beside(stdout, left, LEFT, series_title((enum series)i));
    }
}

static int print_help(const struct command_row *command)
{
    enum { LEFT = 24 };
    char left[32];

    printf("plateau%s%s%s%s\n", command->name ? " " : "", command->name ? command->name : "",
           command->usage[0] ? " " : "", command->usage);
    people_print_wrapped(stdout, "  ", command->help);
    printf("\n");
    if (command == &commands[0]) {
        printf("The default preset is first-light. Commands:\n");
        for (size_t i = 1; i < COMMANDS; i++) {
            snprintf(left, sizeof left, "  plateau %s", commands[i].name);
            people_print_beside(stdout, left, LEFT, commands[i].help);
        }
        printf("\n");
    }
    options_print_help(command->scope, stdout);
    if (command->scope == SCOPE_RUN)
        print_columns();
    glossary_print(command->scope, stdout);
    printf("\nExit status: 0 done; 1 failed while running; 2 wrong usage or input;\n"
           "3 --until not reached; 4 diverged; 128+n after signal n.\n");
    return EXIT_DONE;
}

static bool is_preset(const char *word)
{
    static const char ini[] = ".ini";
    char names[PRESETS_MAX][PRESET_NAME_MAX];
    const size_t count = preset_names(names, PRESETS_MAX), length = strlen(word);

    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], word) == 0)
            return true;
    return strchr(word, '/') ||
           (length > strlen(ini) && strcmp(word + length - strlen(ini), ini) == 0);
}

/* An argument on stderr, without what a terminal would obey. */
static void print_word(const char *word)
{
    char shown[WORD_BYTES];

    utf8_clean(word, strlen(word), shown, sizeof shown);
    fprintf(stderr, "plateau: %s: ", shown);
}

/* Refuses a first word that is neither a command nor a preset, and offers both kinds. */
static int refuse_word(const char *word)
{
    char names[PRESETS_MAX][PRESET_NAME_MAX];
    const size_t count = preset_names(names, PRESETS_MAX);
    struct nearest nearest = nearest_to(word);

    for (size_t i = 1; i < COMMANDS; i++)
        nearest_offer(&nearest, commands[i].name);
    for (size_t i = 0; i < count; i++)
        nearest_offer(&nearest, names[i]);
    nearest_offer(&nearest, "--help");
    nearest_offer(&nearest, "--version");
    print_word(word);
    fprintf(stderr, "neither a command nor a preset");
    if (nearest.name)
        fprintf(stderr, "; did you mean %s?", nearest.name);
    fprintf(stderr, "\n  commands:");
    for (size_t i = 1; i < COMMANDS; i++)
        fprintf(stderr, " %s", commands[i].name);
    fprintf(stderr, "\n  presets:");
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, " %s", names[i]);
    fprintf(stderr, "\n  or a path to a preset of your own\n");
    return EXIT_USAGE;
}

/* Takes the command word off; the other words belong to the command. */
static const struct command_row *take_command(struct options *options)
{
    const struct command_row *command = options->words > 0 ? find_command(options->word[0]) : NULL;

    if (!command)
        return &commands[0];
    options->words--;
    memmove(options->word, options->word + 1, options->words * sizeof options->word[0]);
    return command;
}

static int run_command(const struct command_row *command, struct options *options)
{
    const char *name = command->name ? command->name : "the screen";
    struct error err;

    if (options->help)
        return print_help(command);
    if (!(options->scopes & command->scope)) {
        fprintf(stderr, "plateau: --%s: not an option of %s; plateau %s%s--help lists them\n",
                options->narrowest, name, command->name ? name : "", command->name ? " " : "");
        return EXIT_USAGE;
    }
    if (!command->name && options->words > 0 && !is_preset(options->word[0]))
        return refuse_word(options->word[0]);
    if (options->words > command->words) {
        print_word(options->word[command->words]);
        fprintf(stderr,
                "one word too many for %s; an option takes one value, parameters are given as -s "
                "KEY=VALUE\n",
                name);
        return EXIT_USAGE;
    }
    if (options_complete(options, command->scope, &err) != STATUS_OK) {
        fprintf(stderr, "plateau: %s\n", err.text);
        return EXIT_USAGE;
    }
    return command->main(options);
}

int cli_main(int argc, char *argv[])
{
    struct options options;
    struct error err;

    json_memory_init();
    if (options_parse(&options, argc, argv, &err) != STATUS_OK) {
        fprintf(stderr, "plateau: %s\n", err.text);
        return EXIT_USAGE;
    }
    if (options.version) {
        printf("plateau " VERSION "\nnumbers %d\n", (int)NUMBERS_VERSION);
        return EXIT_DONE;
    }
    return run_command(take_command(&options), &options);
}
