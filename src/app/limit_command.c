/* plateau limit: the limit of runs of several sizes as d grows, from the summaries of the runs. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "exit_status.h"
#include "plateau/engine.h"
#include "plateau/finite_size.h"
#include "plateau/memory.h"

enum { EXACT_DIGITS = 17, NAME_MAX_BYTES = 16, MEANS_MAX = 4096 };

/* The mean of one observable in one run. */
struct mean {
    char observable[NAME_MAX_BYTES];
    struct sized run;
};

/* All means of all files. Owned by: the main thread. */
struct means {
    size_t count, runs;
    bool quiet; /* say nothing about runs that are left out */
    struct mean at[MEANS_MAX];
};

/* One file while it is read. */
struct run_file {
    const char *name;
    FILE *file;
    size_t objects;
};

/* ---- reading --------------------------------------------------------------------------------- */
static enum agreement verdict_of(const char *word)
{
    for (int i = AGREEMENT_NONE; i <= AGREEMENT_DIFFERS; i++)
        if (strcmp(agreement_word((enum agreement)i), word) == 0)
            return (enum agreement)i;
    return AGREEMENT_NONE;
}

/* Takes a mean when it is known well enough to be a point of a limit. */
static bool take_mean(struct means *means, const struct sized *run, const char *observable,
                      json_t *object)
{
    struct mean *mean = &means->at[means->count];
    struct deviation deviation = {.verdict = AGREEMENT_NONE};
    const char *verdict;

    if (json_unpack(object, "{s:F, s:F, s:F, s:s}", "mean", &deviation.run.mean, "se",
                    &deviation.run.se, "theory", &deviation.theory, "verdict", &verdict) != 0)
        return false;
    deviation.verdict = verdict_of(verdict);
    if (!finite_size_takes(&deviation) || means->count == MEANS_MAX)
        return false;
    snprintf(mean->observable, sizeof mean->observable, "%s", observable);
    mean->run = *run;
    mean->run.mean = deviation.run;
    mean->run.theory = deviation.theory;
    means->count++;
    return true;
}

static void say_left_out(const struct means *means, const struct run_file *source,
                         const struct sized *run, const char *why)
{
    if (means->quiet)
        return;
    fprintf(stderr, "plateau: %s: the run with d = %.10g is left out: %s\n", source->name, run->d,
            why);
}

/* Takes the means of replica 0 against its nearest branch, as the Evidence screen does. */
static void take_means(struct means *means, const struct run_file *source, struct sized *run,
                       json_t *nearest)
{
    const char *branch, *observable;
    json_t *observables, *object;
    size_t taken = 0;

    if (json_unpack(nearest, "{s:s, s:o}", "branch", &branch, "observables", &observables) != 0) {
        say_left_out(means, source, run, "its setting has no theory");
        return;
    }
    snprintf(run->branch, sizeof run->branch, "%s", branch);
    json_object_foreach(observables, observable, object) taken +=
        take_mean(means, run, observable, object);
    means->runs += taken > 0;
    if (taken == 0)
        say_left_out(means, source, run, "its means are not known well enough; make more steps");
}

static enum status take_object(struct means *means, const struct run_file *source, json_t *object,
                               struct error *err)
{
    const char *preset, *algorithm;
    struct sized run = {.d = 0.0};
    json_t *nearest;
    json_int_t d;

    if (json_unpack(object, "{s:s, s:s, s:I, s:F, s:{s:o}}", "preset", &preset, "algorithm",
                    &algorithm, "d", &d, "alpha", &run.alpha, "against_theory", "nearest",
                    &nearest) != 0)
        return error_set(err, STATUS_INVALID,
                         "%s: object %zu is no summary of a run; `plateau run --json` prints one",
                         source->name, source->objects);
    if (means->count + COMPARED_MAX > MEANS_MAX)
        return error_set(err, STATUS_INVALID, "limit: more runs than %zu", means->runs);
    run.d = (double)d;
    snprintf(run.preset, sizeof run.preset, "%s", preset);
    snprintf(run.algorithm, sizeof run.algorithm, "%s", algorithm);
    take_means(means, source, &run, nearest);
    return STATUS_OK;
}

/* Returns whether anything but blanks follows. */
static bool has_more(FILE *file)
{
    int next;

    do
        next = getc(file);
    while (next == ' ' || next == '\t' || next == '\n' || next == '\r');
    if (next != EOF)
        ungetc(next, file);
    return next != EOF;
}

static enum status take_file(struct means *means, struct run_file *source, struct error *err)
{
    enum status status = STATUS_OK;

    while (status == STATUS_OK && has_more(source->file)) {
        json_error_t why;
        json_t *object = json_loadf(source->file, JSON_DISABLE_EOF_CHECK, &why);

        source->objects++;
        if (!object)
            return error_set(err, STATUS_INVALID,
                             "%s: object %zu is not JSON (%s); `plateau run --json` prints it",
                             source->name, source->objects, why.text);
        status = take_object(means, source, object, err);
        json_decref(object);
    }
    if (status == STATUS_OK && ferror(source->file))
        return error_set(err, STATUS_IO, "%s: could not be read", source->name);
    if (status == STATUS_OK && source->objects == 0)
        return error_set(err, STATUS_INVALID,
                         "%s: has no summary of a run; `plateau run --json` prints one",
                         source->name);
    return status;
}

static enum status read_file(struct means *means, const char *path, struct error *err)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    struct run_file source = {.name = is_stdin ? "stdin" : path,
                              .file = is_stdin ? stdin : fopen(path, "re")};

    if (!source.file)
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread asks for such a text. */
        return error_set(err, STATUS_INVALID, "%s: %s", path, strerror(errno));
    const enum status status = take_file(means, &source, err);
    if (!is_stdin)
        fclose(source.file);
    return status;
}

/* ---- the limits ------------------------------------------------------------------------------ */
/* Runs that differ by d alone; whether their theory agrees is tested later. */
static bool is_of_group(const struct mean *mean, const struct mean *first)
{
    struct sized run = mean->run;

    run.theory = first->run.theory;
    return finite_size_alike(&run, &first->run);
}

/*
 * Computes the limit of the observable of means->at[i], once for each observable of a setting; 0
 * runs where an earlier mean has it already.
 */
static size_t limit_at(const struct means *means, size_t i, struct deviation *limit)
{
    const struct mean *mean = &means->at[i];
    struct sized *runs = memory_need(means->count, sizeof *runs);
    size_t count = 0;

    for (size_t j = 0; j < means->count; j++)
        if (strcmp(means->at[j].observable, mean->observable) == 0) {
            if (j < i && finite_size_alike(&means->at[j].run, &mean->run)) {
                count = 0;
                break;
            }
            runs[count++] = means->at[j].run;
        }
    count = finite_size_judge(runs, count, &mean->run, limit);
    free(runs);
    return count;
}

static bool is_first_of_group(const struct means *means, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (is_of_group(&means->at[j], &means->at[i]))
            return false;
    return true;
}

/* ---- printing -------------------------------------------------------------------------------- */
static void print_heading(const struct means *means, size_t first)
{
    const struct sized *run = &means->at[first].run;

    printf("%s, alpha = %.10g, %s, %s branch, d =", run->preset, run->alpha, run->algorithm,
           run->branch);
    for (size_t i = first; i < means->count; i++)
        if (is_of_group(&means->at[i], &means->at[first]) &&
            strcmp(means->at[i].observable, means->at[first].observable) == 0)
            printf(" %.10g", means->at[i].run.d);
    printf("\n");
}

static void print_limit(const char *observable, const struct deviation *limit, size_t runs)
{
    printf("  %-10s  %-11.4g  %-9.2g  %-11.4g  %+-9.3g  %+-7.1f  %-8s  %zu\n", observable,
           limit->run.mean, limit->run.se, limit->theory, 100.0 * limit->excess, limit->sigmas,
           agreement_word(limit->verdict), runs);
}

static void print_group(const struct means *means, size_t first)
{
    bool any = false;

    print_heading(means, first);
    for (size_t i = first; i < means->count; i++) {
        struct deviation limit;
        const size_t runs =
            is_of_group(&means->at[i], &means->at[first]) ? limit_at(means, i, &limit) : 0;

        if (runs > 0 && !any)
            printf("  %-10s  %-11s  %-9s  %-11s  %-9s  %-7s  %-8s  %s\n", "observable", "1/d = 0",
                   "se", "theory", "off by %", "in se", "verdict", "runs");
        if (runs > 0)
            print_limit(means->at[i].observable, &limit, runs);
        any = any || runs > 0;
    }
    if (!any)
        printf("  one size only: a limit takes two\n");
}

static void print_text(const struct means *means)
{
    for (size_t i = 0; i < means->count; i++)
        if (is_first_of_group(means, i))
            print_group(means, i);
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *limit_object(const struct deviation *limit, size_t runs)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:I}", "mean", number(limit->run.mean),
                     "se", number(limit->run.se), "theory", number(limit->theory), "excess",
                     number(limit->excess), "excess_se", number(limit->excess_se), "sigmas",
                     number(limit->sigmas), "verdict", agreement_word(limit->verdict), "runs",
                     (json_int_t)runs);
}

static json_t *group_object(const struct means *means, size_t first)
{
    const struct sized *run = &means->at[first].run;
    json_t *observables = json_object(), *d = json_array();

    for (size_t i = first; i < means->count; i++) {
        struct deviation limit;
        const size_t runs =
            is_of_group(&means->at[i], &means->at[first]) ? limit_at(means, i, &limit) : 0;

        if (runs > 0)
            json_object_set_new(observables, means->at[i].observable, limit_object(&limit, runs));
        if (is_of_group(&means->at[i], &means->at[first]) &&
            strcmp(means->at[i].observable, means->at[first].observable) == 0)
            json_array_append_new(d, json_integer((json_int_t)means->at[i].run.d));
    }
    return json_pack("{s:s, s:s, s:f, s:s, s:o, s:o}", "preset", run->preset, "algorithm",
                     run->algorithm, "alpha", run->alpha, "branch", run->branch, "d", d,
                     "observables", observables);
}

static void print_json(const struct means *means)
{
    json_t *list = json_array();

    for (size_t i = 0; i < means->count; i++)
        if (is_first_of_group(means, i))
            json_array_append_new(list, group_object(means, i));
    json_t *object = json_pack("{s:o}", "limits", list);
    if (!object)
        fatal("out of memory: no room for the limits");
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(EXACT_DIGITS));
    printf("\n");
    json_decref(object);
}

static enum status need_two_sizes(const struct means *means, struct error *err)
{
    struct deviation limit;

    for (size_t i = 0; i < means->count; i++)
        if (limit_at(means, i, &limit) > 0)
            return STATUS_OK;
    return error_set(err, STATUS_INVALID,
                     "limit: %zu run%s to take, but not two that differ in d and agree in preset, "
                     "algorithm, alpha, branch and theory; add runs with another -s d=N",
                     means->runs, means->runs == 1 ? "" : "s");
}

static enum status read_all(struct means *means, const struct options *options, struct error *err)
{
    enum status status = STATUS_OK;

    if (options->words == 0)
        return error_set(err, STATUS_INVALID,
                         "limit: name files with what `plateau run --json` printed; - is stdin");
    for (size_t i = 0; status == STATUS_OK && i < options->words; i++)
        status = read_file(means, options->word[i], err);
    return status == STATUS_OK ? need_two_sizes(means, err) : status;
}

int command_limit(struct options *options)
{
    struct means *means = memory_need(1, sizeof *means);
    struct error err;

    means->quiet = options->quiet;
    const enum status status = read_all(means, options, &err);

    if (status == STATUS_OK && options->json)
        print_json(means);
    else if (status == STATUS_OK)
        print_text(means);
    free(means);
    if (status != STATUS_OK)
        return exit_because(status == STATUS_INVALID ? EXIT_USAGE : EXIT_FAILED, &err);
    return EXIT_DONE;
}
