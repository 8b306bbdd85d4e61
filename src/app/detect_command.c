/* plateau detect: plateaus and escapes in trajectories, by the judges of the live runs. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cli.h"
#include "detect.h"
#include "exit_status.h"
#include "plateau/memory.h"
#include "plateau/utf8.h"

enum { EXACT_DIGITS = 17, PATH_BYTES = 1024, NEWS_MAX = 1024 };

static enum status read_level(const char *option, const char *text, double *out, struct error *err)
{
    char *end;

    *out = (double)NAN;
    if (!text)
        return STATUS_OK;
    *out = strtod(text, &end);
    if (end == text || *end || !isfinite(*out))
        return error_set(err, STATUS_INVALID, "--%s: '%.60s' is not valid; it takes a number",
                         option, text);
    return STATUS_OK;
}

/* The escape level: --level, or the fraction of the way from lower to upper. */
static enum status combine(struct detect_request *out, const struct options *options,
                           double fraction, struct error *err)
{
    const bool has_fraction = options->fraction != NULL;

    if (!options->lower != !options->upper)
        return error_set(err, STATUS_INVALID, "--%s: lacks --%s; the two levels are given together",
                         options->lower ? "lower" : "upper", options->lower ? "upper" : "lower");
    if (options->lower && !(out->lower < out->upper))
        return error_set(err, STATUS_INVALID,
                         "--lower: %g is not valid; it takes a number below --upper %g", out->lower,
                         out->upper);
    if (has_fraction && !options->lower)
        return error_set(err, STATUS_INVALID, "--fraction: lacks --lower and --upper");
    if (has_fraction && !(fraction > 0.0 && fraction < 1.0))
        return error_set(err, STATUS_INVALID,
                         "--fraction: %g is not valid; it takes a number between 0 and 1",
                         fraction);
    if (has_fraction && options->level)
        return error_set(err, STATUS_INVALID, "--fraction and --level: either, not both");
    if (options->rising && options->falling)
        return error_set(err, STATUS_INVALID, "--rising and --falling: either, not both");
    if (has_fraction)
        out->level = out->lower + fraction * (out->upper - out->lower);
    out->way = options->rising ? DETECT_RISING : options->falling ? DETECT_FALLING : DETECT_EITHER;
    return STATUS_OK;
}

static enum status read_origin(struct detect_request *out, const char *text, struct error *err)
{
    out->has_origin = text != NULL;
    out->from_first = text && strcmp(text, "first") == 0;
    if (!text || out->from_first)
        return STATUS_OK;
    const enum status status = read_level("origin", text, &out->origin, err);
    return status == STATUS_OK ? status
                               : error_set(err, STATUS_INVALID,
                                           "--origin: '%.60s' is not valid; it takes a number on "
                                           "the clock, or first",
                                           text);
}

static enum status read_request(struct detect_request *out, const struct options *options,
                                struct error *err)
{
    double fraction = 0.0;

    if (options->words == 0)
        return error_set(err, STATUS_INVALID,
                         "detect: lacks its file; it takes a table such as CSV, - for stdin");
    if (options->follow && (options->words > 1 || options->json))
        return error_set(err, STATUS_INVALID, "--follow: takes one file, without --json");
    *out = (struct detect_request){
        .columns = options->column, .clock = options->step_column, .grows = options->follow};
    enum status status = read_level("lower", options->lower, &out->lower, err);
    if (status == STATUS_OK)
        status = read_level("upper", options->upper, &out->upper, err);
    if (status == STATUS_OK)
        status = read_level("level", options->level, &out->level, err);
    if (status == STATUS_OK)
        status = read_level("fraction", options->fraction, &fraction, err);
    if (status == STATUS_OK)
        status = read_origin(out, options->origin, err);
    return status == STATUS_OK ? combine(out, options, fraction, err) : status;
}

static int refuse(const struct error *err)
{
    fprintf(stderr, "plateau: %s\n", err->text);
    return err->code == STATUS_IO || err->code == STATUS_NO_MEMORY ? EXIT_FAILED : EXIT_USAGE;
}

static enum status detect(struct detect_file *file, const char *path,
                          const struct detect_request *request, struct error *err)
{
    enum status status = detect_open(file, path, request, err);

    if (status == STATUS_OK)
        status = detect_read(file, err);
    if (status == STATUS_OK)
        status = detect_need_numbers(file, err);
    return status == STATUS_OK ? detect_judge(file, err) : status;
}

/* One file of those that were given. columns: NULL, or the list of the JSON. */
static int detect_one(const char *path, const struct options *options,
                      const struct detect_request *request, json_t *columns)
{
    const bool is_one = options->words == 1;
    char shown[PATH_BYTES];
    struct detect_file file;
    struct error err;
    const enum status status = detect(&file, path, request, &err);

    utf8_clean(path, strlen(path), shown, sizeof shown);
    if (status == STATUS_OK) {
        if (!options->quiet)
            detect_print_notes(&file);
        if (columns)
            detect_add_json(&file, is_one ? NULL : shown, columns);
        else if (is_one && !file.has_runs)
            detect_print_text(&file);
        else
            detect_print_lines(&file, is_one ? NULL : shown);
    }
    detect_close(&file);
    return status == STATUS_OK ? EXIT_DONE : refuse(&err);
}

static int detect_all(const struct options *options, const struct detect_request *request)
{
    json_t *columns = options->json ? json_array() : NULL;
    int status = EXIT_DONE;

    for (size_t i = 0; i < options->words; i++) {
        const int found = detect_one(options->word[i], options, request, columns);

        status = found == EXIT_DONE ? status : found;
    }
    if (columns && (status == EXIT_DONE || json_array_size(columns) > 0)) {
        json_t *object = json_pack("{s:O}", "columns", columns);

        if (!object)
            fatal("out of memory: no room for the result");
        json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(EXACT_DIGITS));
        printf("\n");
        json_decref(object);
    }
    json_decref(columns);
    return status;
}

/* Waits until a file is longer, or shorter: then it was begun anew. false: it is gone. */
static bool wait_for_more(const char *path, off_t *size)
{
    const struct timespec pause = {0, 200000000};
    struct stat about;

    for (;;) {
        if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
            return false;
        if (about.st_size != *size)
            break;
        nanosleep(&pause, NULL);
    }
    *size = about.st_size;
    return true;
}

/* Reads and judges a file until it is gone, and prints what is new. */
static enum status follow(struct detect_file *file, const char *path,
                          const struct detect_request *request, struct error *err)
{
    struct findings *before = memory_need(NEWS_MAX, sizeof *before);
    off_t size = 0, now = 0;
    enum status status = detect_open(file, path, request, err);

    while (status == STATUS_OK) {
        status = detect_read(file, err);
        if (status == STATUS_OK)
            status = detect_judge(file, err);
        if (status != STATUS_OK)
            break;
        detect_print_news(file, before);
        if (ferror(stdout) || !wait_for_more(path, &now))
            break;
        if (now < size)
            status = error_set(err, STATUS_INVALID, "%.120s: it was begun anew; start again", path);
        size = now;
        table_resume(file->table);
    }
    free(before);
    return status;
}

static int follow_one(const char *path, const struct detect_request *request)
{
    struct detect_file file;
    struct error err;
    const enum status status = follow(&file, path, request, &err);

    if (status == STATUS_OK)
        detect_print_text(&file);
    detect_close(&file);
    return status == STATUS_OK ? EXIT_DONE : refuse(&err);
}

int command_detect(struct options *options)
{
    struct detect_request request;
    struct error err;

    if (read_request(&request, options, &err) != STATUS_OK)
        return refuse(&err);
    const int status =
        options->follow ? follow_one(options->word[0], &request) : detect_all(options, &request);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("plateau: stdout");
        return EXIT_FAILED;
    }
    return status;
}
