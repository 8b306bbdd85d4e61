#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "people.h"
#include "plateau/nearest.h"
#include "plateau/team.h"
#include "plateau/tile.h"

enum { THREADS_DEFAULT_MAX = 16, THREADS_MAX = 256, ALPHAS_MAX = 10000 };

static const double count_max = 9007199254740992.0; /* 2^53: up to here a double is exact */

struct option {
    const char *name;  /* after the two hyphens */
    const char *value; /* what it takes, for the help; NULL: nothing; '?': it may be left out */
    unsigned scopes;
    const char *help;
    size_t member; /* without set: offset of a bool of struct options, or of a text when the option
                      takes a value */
    enum status (*set)(struct options *options, const struct option *row, const char *value,
                       struct error *err);
};

static enum status refuse(const struct option *row, const char *value, const char *what,
                          struct error *err)
{
    return error_set(err, STATUS_INVALID, "--%s: '%.60s' is not valid; it takes %s", row->name,
                     value, what);
}

static bool read_number(const char *text, double min, double max, double *out)
{
    char *end;

    *out = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*out) && *out >= min && *out <= max;
}

static enum status read_count(const struct option *row, const char *value, double max,
                              const char *what, uint64_t *out, struct error *err)
{
    double number;

    if (!read_number(value, 1.0, max, &number) || number != floor(number))
        return refuse(row, value, what, err);
    *out = (uint64_t)number;
    return STATUS_OK;
}

static enum status read_positive(const struct option *row, const char *value, double *out,
                                 struct error *err)
{
    if (!read_number(value, 0.0, 1e300, out) || *out == 0.0)
        return refuse(row, value, "a number above 0", err);
    return STATUS_OK;
}

/* Finds a value in a NULL-terminated list. */
static enum status read_choice(const struct option *row, const char *value,
                               const char *const *names, const char *what, unsigned *out,
                               struct error *err)
{
    for (unsigned i = 0; names[i]; i++) {
        if (strcmp(names[i], value) == 0) {
            *out = i;
            return STATUS_OK;
        }
    }
    return refuse(row, value, what, err);
}

static enum status add_setting(struct options *options, const char *key, size_t length,
                               const char *value, struct error *err)
{
    if (options->settings == SETTINGS_MAX)
        return error_set(err, STATUS_INVALID, "-s: more than %d settings; a preset file holds any",
                         (int)SETTINGS_MAX);
    char *copy = options->key[options->settings];
    snprintf(copy, KEY_BYTES, "%.*s", (int)length, key);
    options->setting[options->settings++] = (struct setting){copy, value};
    return STATUS_OK;
}

static enum status set_setting(struct options *options, const struct option *row, const char *value,
                               struct error *err)
{
    const size_t length = strcspn(value, "=");

    (void)row;
    if (!value[length] || length == 0)
        return error_set(err, STATUS_INVALID,
                         "-s: '%.60s' is not valid; it takes KEY=VALUE, such as -s alpha=3", value);
    if (length >= KEY_BYTES)
        return error_set(err, STATUS_INVALID, "-s: '%.60s': no parameter has so long a name",
                         value);
    return add_setting(options, value, length, value + length + 1, err);
}

static enum status set_seed(struct options *options, const struct option *row, const char *value,
                            struct error *err)
{
    (void)row;
    return add_setting(options, "seed", strlen("seed"), value, err);
}

static enum status set_threads(struct options *options, const struct option *row, const char *value,
                               struct error *err)
{
    uint64_t threads = 0;
    const enum status status =
        read_count(row, value, THREADS_MAX, "a whole number from 1 to 256", &threads, err);

    options->threads = threads;
    return status;
}

/* asked: the option or variable with the kernel's name. */
static enum status find_kernel(struct options *options, const char *asked, const char *name,
                               struct error *err)
{
    struct error why;

    options->tiles = tile_find(name, &why);
    if (options->tiles)
        return STATUS_OK;
    return error_set(err, STATUS_INVALID, "%s: %s", asked, why.text);
}

static enum status set_kernel(struct options *options, const struct option *row, const char *value,
                              struct error *err)
{
    (void)row;
    return find_kernel(options, "--kernel", value, err);
}

static enum status set_store(struct options *options, const struct option *row, const char *value,
                             struct error *err)
{
    (void)options;
    return error_set(err, STATUS_INVALID,
                     "--%s: '%.60s': this version keeps no store of runs; `plateau run --csv FILE` "
                     "keeps the rows",
                     row->name, value);
}

static enum status set_steps(struct options *options, const struct option *row, const char *value,
                             struct error *err)
{
    return read_count(row, value, count_max, "a whole number from 1", &options->limits.steps, err);
}

static enum status set_gradients(struct options *options, const struct option *row,
                                 const char *value, struct error *err)
{
    return read_positive(row, value, &options->limits.gradients, err);
}

static enum status set_seconds(struct options *options, const struct option *row, const char *value,
                               struct error *err)
{
    return read_positive(row, value, &options->limits.seconds, err);
}

static enum status set_until(struct options *options, const struct option *row, const char *value,
                             struct error *err)
{
    static const char *const names[] = {"plateau", "escape", "specialised", "converged", NULL};
    unsigned choice = 0;
    const enum status status = read_choice(
        row, value, names, "one of plateau, escape, specialised, converged", &choice, err);

    options->limits.until = (enum until)(UNTIL_PLATEAU + choice);
    return status;
}

static enum status set_csv(struct options *options, const struct option *row, const char *value,
                           struct error *err)
{
    (void)row;
    (void)err;
    options->csv = *value ? value : "-";
    return STATUS_OK;
}

/* Returns the row of -s alpha, whose bounds --alpha shares. */
static const struct param_spec *alpha_spec(void)
{
    size_t i = 0;

    while (strcmp(config_param_at(i)->name, "alpha") != 0)
        i++;
    return config_param_at(i);
}

/* Reads numbers between colons. Returns how many; 0 for any other text. */
static size_t read_range(const char *text, double number[3])
{
    for (size_t count = 0; count < 3;) {
        char *end;

        number[count] = strtod(text, &end);
        if (end == text || !isfinite(number[count++]))
            return 0;
        if (*end != ':')
            return *end ? 0 : count;
        text = end + 1;
    }
    return 0;
}

/* Reads A, or A:B:STEP with both ends, in the range of -s alpha. */
static enum status set_alphas(struct options *options, const struct option *row, const char *value,
                              struct error *err)
{
    static const double rounding = 1e-9; /* in the number of steps */
    double range[3] = {0.0, 0.0, 0.0};
    const size_t numbers = read_range(value, range);
    const double first = range[0], last = numbers == 1 ? first : range[1];
    const double step = numbers == 1 ? 1.0 : range[2];
    const double count = floor((last - first) / step + rounding) + 1.0;
    const struct param_spec *alpha = alpha_spec();
    char number[40], takes[136];

    config_accepts(NULL, alpha, number, sizeof number);
    snprintf(takes, sizeof takes, "A or A:B:STEP, A <= B, STEP > 0: at most %d values, each %s",
             (int)ALPHAS_MAX, number);
    if ((numbers != 1 && numbers != 3) ||
        !(first >= alpha->min && last <= alpha->max && last >= first && step > 0.0 &&
          count <= (double)ALPHAS_MAX))
        return refuse(row, value, takes, err);
    options->alphas = (struct alphas){first, step, (size_t)count};
    return STATUS_OK;
}

static enum status set_colour(struct options *options, const struct option *row, const char *value,
                              struct error *err)
{
    static const char *const names[] = {"auto", "never", "8", "256", NULL};
    unsigned choice = 0;
    const enum status status =
        read_choice(row, value, names, "one of auto, never, 8, 256", &choice, err);

    options->colour = (enum ui_colour)choice;
    return status;
}

static enum status set_glyphs(struct options *options, const struct option *row, const char *value,
                              struct error *err)
{
    static const char *const names[] = {"auto", "ascii", "braille", NULL};
    unsigned choice = 0;
    const enum status status =
        read_choice(row, value, names, "one of auto, ascii, braille", &choice, err);

    options->glyphs = (enum ui_glyphs)choice;
    return status;
}

static enum status set_fps(struct options *options, const struct option *row, const char *value,
                           struct error *err)
{
    if (!read_number(value, 0.2, 30.0, &options->frames_per_second))
        return refuse(row, value, "a number from 0.2 to 30", err);
    return STATUS_OK;
}

enum {
    SCOPE_EXPERIMENT = SCOPE_SHOW | SCOPE_RUN,
    SCREENLESS = SCOPE_ALL + 1, /* not a scope: the screen refuses the option */
};

#define MEMBER(name) offsetof(struct options, name), NULL

/* The first option is also -s, and help is also -h. */
static const struct option rows[] = {
    {"set", "KEY=VALUE", SCOPE_EXPERIMENT | SCOPE_THEORY, "a parameter (short: -s); repeatable", 0,
     set_setting},
    {"seed", "N", SCOPE_EXPERIMENT, "of teacher, data and start; same as -s seed=N", 0, set_seed},
    {"threads", "N", SCOPE_EXPERIMENT | SCOPE_PRESETS | SCOPE_BENCH,
     "computing threads (default: PLATEAU_THREADS, or the processors that affinity and "
     "control groups leave, at most 16, SLURM_CPUS_PER_TASK and OMP_NUM_THREADS)",
     0, set_threads},
    {"kernel", "NAME", SCOPE_EXPERIMENT | SCOPE_PRESETS | SCOPE_BENCH,
     "auto (the best here), avx512, avx2, plain, scalar or reference: how gradients are computed "
     "(default: PLATEAU_KERNEL, or auto)",
     0, set_kernel},
    {"steps", "N", SCOPE_EXPERIMENT,
     "make N >= 1 steps instead of the preset's (-s steps=0: endless)", 0, set_steps},
    {"gradients", "N", SCOPE_EXPERIMENT, "stop after N gradients per replica", 0, set_gradients},
    {"seconds", "S", SCOPE_EXPERIMENT, "stop after S seconds of computing", 0, set_seconds},
    {"until", "GOAL", SCOPE_EXPERIMENT,
     "plateau: the run has found one; escape: eps falls below .8 of it; specialised: q >= .7; "
     "converged: after the escape |d ln eps / d ln t| < .02 over .3 decade of gradients t, "
     "samplers R-hat < 1.01 and ESS > 200 of eps and q, gamp-rie without an escape",
     0, set_until},
    {"alpha", "A[:B:STEP]", SCOPE_THEORY, "one alpha or a curve (default: the preset's)", 0,
     set_alphas},
    {"branch", "NAME", SCOPE_THEORY, "all (default), equilibrium, universal, specialised, ...",
     MEMBER(branch)},
    {"transitions", NULL, SCOPE_THEORY, "spinodal, equilibrium and algorithmic alpha",
     MEMBER(transitions)},
    {"profile", NULL, SCOPE_THEORY, "the free entropy over the overall overlap", MEMBER(profile)},
    {"evolution", NULL, SCOPE_THEORY, "the error of GAMP-RIE, predicted after each iteration",
     MEMBER(evolution)},
    {"finite", NULL, SCOPE_THEORY, "the k readouts of the preset's network in place of their law",
     MEMBER(finite)},
    {"csv", "FILE?", SCOPE_EXPERIMENT | SCOPE_THEORY | SCREENLESS,
     "rows to FILE; - or none: to stdout; of `plateau theory`, those of --transitions, --profile "
     "or --evolution alone where one is given",
     0, set_csv},
    {"json", NULL,
     SCOPE_EXPERIMENT | SCOPE_MMSE | SCOPE_THEORY | SCOPE_BENCH | SCOPE_DETECT | SCOPE_LIMIT |
         SCREENLESS,
     "an object as the last line of stdout", MEMBER(json)},
    {"force", NULL, SCOPE_EXPERIMENT | SCOPE_THEORY | SCREENLESS, "write over an existing FILE",
     MEMBER(force)},
    {"store", "FILE", SCOPE_EXPERIMENT, "refused: this version keeps no store", 0, set_store},
    {"no-store", NULL, SCOPE_EXPERIMENT, "keep no record of the run", MEMBER(no_store)},
    {"color", "WHEN", SCOPE_SHOW, "auto, never, 8 or 256", 0, set_colour},
    {"glyphs", "KIND", SCOPE_SHOW, "auto, ascii or braille", 0, set_glyphs},
    {"fps", "N", SCOPE_SHOW, "frames per second, 0.2 to 30 (default 10)", 0, set_fps},
    {"keys", NULL, SCOPE_SHOW, "print the key table", MEMBER(keys)},
    {"kind", "KIND", SCOPE_MMSE, "symmetric or rectangular (default symmetric)", MEMBER(kind)},
    {"readout", "LAW", SCOPE_MMSE, "of the symmetric channel, as in presets (default ones)",
     MEMBER(readout)},
    {"gamma", "G[,G2]", SCOPE_MMSE, "widths over d: symmetric one, rectangular two (default 0.5)",
     MEMBER(gamma)},
    {"snr", "RANGE", SCOPE_MMSE, "A:B:COUNT, log-spaced, or A,B,... (default 0.01:100:41)",
     MEMBER(snr)},
    {"column", "NAME,...", SCOPE_DETECT,
     "the columns to search, by name or by number from 1 on; a name with a comma in it may stand "
     "between double quotes (default eps, else loss, train_loss, trl, Value, or the only one)",
     MEMBER(column)},
    {"step-column", "NAME", SCOPE_DETECT,
     "the clock, by name or number; row: the number of the row (default gradients where the file "
     "has that column, else step, Step, _step, iteration, epoch ...)",
     MEMBER(step_column)},
    {"origin", "X", SCOPE_DETECT,
     "the clock counts from X; first: from its first row (default 0, or the first row where the "
     "clock begins so late that no plateau fits between its first and last value)",
     MEMBER(origin)},
    {"follow", NULL, SCOPE_DETECT,
     "read on while the file grows, and print plateaus and escape when they are found; Ctrl-C ends",
     MEMBER(follow)},
    {"level", "X", SCOPE_DETECT, "the curve escapes where it first crosses X", MEMBER(level)},
    {"lower", "X", SCOPE_DETECT,
     "with --upper: the two levels between which the curve lies, such as two branches of "
     "the theory; a flat part beyond .8 of the way is a floor, not a plateau",
     MEMBER(lower)},
    {"upper", "X", SCOPE_DETECT, "with --lower", MEMBER(upper)},
    {"fraction", "R", SCOPE_DETECT,
     "the curve escapes where it first crosses lower + R (upper - lower)", MEMBER(fraction)},
    {"rising", NULL, SCOPE_DETECT,
     "the curve rises when it escapes (default: it rises if it begins below --level or --fraction, "
     "else it falls, as an error does)",
     MEMBER(rising)},
    {"falling", NULL, SCOPE_DETECT, "the curve falls when it escapes", MEMBER(falling)},
    {"quiet", NULL, SCOPE_ALL, "no messages on stderr but errors", MEMBER(quiet)},
    {"help", NULL, SCOPE_ALL, "this text (short: -h)", MEMBER(help)},
    {"version", NULL, SCOPE_ALL, "the version", MEMBER(version)},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static const struct option *find_row(const char *name, size_t length)
{
    for (size_t i = 0; i < ROWS; i++)
        if (strlen(rows[i].name) == length && strncmp(rows[i].name, name, length) == 0)
            return &rows[i];
    return NULL;
}

static enum status refuse_unknown(const char *argument, struct error *err)
{
    const char *name = argument + strspn(argument, "-");
    char key[KEY_BYTES];

    snprintf(key, sizeof key, "%.*s", (int)strcspn(name, "="), name);
    struct nearest nearest = nearest_to(key);

    for (size_t i = 0; i < ROWS; i++)
        nearest_offer(&nearest, rows[i].name);
    if (nearest.name)
        return error_set(err, STATUS_INVALID,
                         "%.60s: unknown option; did you mean --%s? (plateau --help lists all)",
                         argument, nearest.name);
    return error_set(err, STATUS_INVALID, "%.60s: unknown option; plateau --help lists all",
                     argument);
}

/* Returns the row that an argument names, and its value when the argument contains one. */
static const struct option *match(const char *argument, const char **value)
{
    *value = NULL;
    if (strcmp(argument, "-h") == 0)
        return find_row("help", strlen("help"));
    if (strncmp(argument, "-s", 2) == 0) {
        *value = argument[2] ? argument + 2 : NULL;
        return &rows[0];
    }
    if (strncmp(argument, "--", 2) != 0)
        return NULL;
    const size_t length = strcspn(argument + 2, "=");
    *value = argument[2 + length] ? argument + 2 + length + 1 : NULL;
    return find_row(argument + 2, length);
}

/* Reads one option at argv[*i]; *i moves on to its value when that is the next argument. */
static enum status parse_option(struct options *out, int argc, char *const argv[], int *i,
                                struct error *err)
{
    const char *value;
    const struct option *row = match(argv[*i], &value);

    if (!row)
        return refuse_unknown(argv[*i], err);
    if (!row->value && value)
        return error_set(err, STATUS_INVALID, "--%s: takes no value, got '%.60s'", row->name,
                         value);
    if (row->value && !value && strchr(row->value, '?') &&
        (*i + 1 == argc || (argv[*i + 1][0] == '-' && argv[*i + 1][1] != '\0')))
        value = argv[*i] + strlen(argv[*i]); /* the value is left out */
    if (row->value && !value) {
        if (*i + 1 == argc)
            return error_set(err, STATUS_INVALID, "--%s: lacks its value: --%s %s", row->name,
                             row->name, row->value);
        value = argv[++*i];
    }
    if ((out->scopes & row->scopes) != out->scopes)
        out->narrowest = row->name;
    out->scopes &= row->scopes;
    if (row->set)
        return row->set(out, row, value, err);
    if (row->value)
        *(const char **)((char *)out + row->member) = value;
    else
        *(bool *)((char *)out + row->member) = true;
    return STATUS_OK;
}

static enum status add_word(struct options *out, const char *word, struct error *err)
{
    if (out->words == WORDS_MAX)
        return error_set(
            err, STATUS_INVALID,
            "%.60s: one word too many; an option takes one value, parameters are given as "
            "-s KEY=VALUE",
            word);
    out->word[out->words++] = word;
    return STATUS_OK;
}

/* The main thread reads it; nobody changes the environment. */
static const char *environment(const char *variable)
{
    return getenv(variable); /* NOLINT(concurrency-mt-unsafe) */
}

/*
 * Returns the smaller of `threads` and what a job manager's variable allows ("4", "4,2"). An
 * invalid value is for that program to refuse.
 */
static size_t at_most(size_t threads, const char *variable)
{
    const char *value = environment(variable);
    const unsigned long allowed = value ? strtoul(value, NULL, 10) : 0;

    return value && isdigit((unsigned char)*value) && allowed > 0 && allowed < threads ? allowed
                                                                                       : threads;
}

static enum status default_threads(struct options *options, const struct option *row,
                                   struct error *err)
{
    static const char variable[] = "PLATEAU_THREADS";
    const char *value = environment(variable);
    size_t threads = team_processors();

    if (value && set_threads(options, row, value, NULL) != STATUS_OK)
        return error_set(err, STATUS_INVALID, "%s: '%.60s': a whole number from 1 to 256 would do",
                         variable, value);
    if (value)
        return STATUS_OK;
    threads = threads < THREADS_DEFAULT_MAX ? threads : THREADS_DEFAULT_MAX;
    options->threads = at_most(at_most(threads, "SLURM_CPUS_PER_TASK"), "OMP_NUM_THREADS");
    return STATUS_OK;
}

enum status options_parse(struct options *out, int argc, char *const argv[], struct error *err)
{
    bool only_words = false;

    *out = (struct options){.scopes = SCOPE_ALL};
    for (int i = 1; i < argc; i++) {
        enum status status = STATUS_OK;

        if (!only_words && strcmp(argv[i], "--") == 0)
            only_words = true;
        else if (!only_words && argv[i][0] == '-' && argv[i][1])
            status = parse_option(out, argc, argv, &i, err);
        else
            status = add_word(out, argv[i], err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status options_complete(struct options *options, enum scope scope, struct error *err)
{
    static const char variable[] = "PLATEAU_KERNEL";
    const char *name = environment(variable);
    const struct option *threads = find_row("threads", strlen("threads"));

    if (options->threads == 0 && (threads->scopes & scope) &&
        default_threads(options, threads, err) != STATUS_OK)
        return STATUS_INVALID;
    if (options->tiles || !(find_row("kernel", strlen("kernel"))->scopes & scope))
        return STATUS_OK;
    return find_kernel(options, variable, name ? name : "auto", err);
}

/* Prints the rows whose scopes, of those in mask, are exactly the wanted ones. */
static void print_rows(unsigned mask, unsigned wanted, FILE *out)
{
    enum { LEFT = 23 };
    char left[32];

    for (size_t i = 0; i < ROWS; i++) {
        if ((rows[i].scopes & mask) != wanted)
            continue;
        snprintf(left, sizeof left, "  --%s%s%s", rows[i].name, rows[i].value ? " " : "",
                 rows[i].value ? rows[i].value : "");
        people_print_beside(out, left, LEFT, rows[i].help);
    }
}

void options_print_help(enum scope scope, FILE *out)
{
    fprintf(out, "Options:\n");
    if (scope != SCOPE_SHOW) {
        print_rows(scope, scope, out);
        return;
    }
    print_rows(SCOPE_SHOW | SCREENLESS, SCOPE_SHOW, out);
    fprintf(out, "\nOptions of `plateau run`, here only when stdout is not a terminal:\n");
    print_rows(SCOPE_SHOW | SCREENLESS, SCOPE_SHOW | SCREENLESS, out);
}
