#include "dialect.h"

#include <stdlib.h>
#include <string.h>

#include "number.h"
#include "plateau/memory.h"

enum { FIELDS_MOST = 4096, TRIED_LINES = 200 };

static bool is_blank(char c, char separator)
{
    return c == ' ' || (c == '\t' && separator != '\t');
}

static bool is_end(char c, char separator)
{
    return c == '\0' || (separator == ' ' ? c == ' ' || c == '\t' : c == separator);
}

/* The text between quotes, moved together; *at is behind them. */
static char *take_quoted(char **at, bool *is_open)
{
    char *from = *at + 1, *to = *at, *const text = *at;

    while (*from && (*from != '"' || from[1] == '"')) {
        from += *from == '"';
        *to++ = *from++;
    }
    *is_open = *from == '\0';
    *at = from + !*is_open;
    *to = '\0';
    return text;
}

/* The text up to the separator without the blanks before that; *at is at the separator. */
static char *take_plain(char **at, char separator, char **end)
{
    char *const text = *at;
    char *stop = text;

    while (!is_end(*stop, separator))
        stop++;
    *at = stop;
    while (stop > text && is_blank(stop[-1], separator))
        stop--;
    *end = stop;
    return text;
}

static char *take_field(char **at, char separator, bool *is_open)
{
    char *end, *text;

    while (is_blank(**at, separator))
        ++*at;
    if (**at != '"') {
        text = take_plain(at, separator, &end);
    } else {
        text = take_quoted(at, is_open);
        end = text + strlen(text);
        while (!is_end(**at, separator)) /* what follows the quote is dropped */
            ++*at;
    }
    const bool more = **at != '\0';
    *end = '\0';
    *at = more ? *at + 1 : NULL;
    return text;
}

size_t dialect_cut(struct dialect dialect, char *line, char *field[], size_t limit, bool *is_open)
{
    const char separator = dialect.separator;
    bool open = false;
    size_t count = 0;

    for (char *at = line; at; count++) {
        if (separator == ' ') {
            at += strspn(at, " \t");
            if (!*at)
                break;
        }
        if (count == limit) {
            count = limit + 1;
            break;
        }
        field[count] = take_field(&at, separator, &open);
    }
    if (is_open)
        *is_open = open;
    return count;
}

/* What a separator makes of some lines. */
struct trial {
    size_t fields; /* of most lines */
    size_t first;  /* of the first line */
    double share;  /* of numbers in all fields, of lines with that many */
};

struct counts {
    size_t fields, numbers;
};

static struct counts count_line(struct dialect dialect, const char *line, char *copy, char *field[])
{
    struct counts counts = {0, 0};
    double number;

    memcpy(copy, line, strlen(line) + 1);
    counts.fields = dialect_cut(dialect, copy, field, FIELDS_MOST, NULL);
    for (size_t i = 0; i < counts.fields && i < FIELDS_MOST; i++) {
        const enum number_kind kind =
            number_read(field[i], dialect_has_decimal_comma(dialect), &number);
        counts.numbers += kind != NUMBER_OTHER && *field[i];
    }
    return counts;
}

static size_t most_frequent(const struct counts counts[], size_t n)
{
    size_t best = 0, most = 0;

    for (size_t i = 0; i < n; i++) {
        size_t same = 0;

        for (size_t j = 0; j < n; j++)
            same += counts[j].fields == counts[i].fields;
        if (same > most || (same == most && counts[i].fields > best)) {
            most = same;
            best = counts[i].fields;
        }
    }
    return best;
}

static struct trial try(struct dialect dialect, const struct lines *lines, char *copy,
                        char *field[])
{
    struct counts counts[TRIED_LINES];
    const size_t n = lines->count < TRIED_LINES ? lines->count : TRIED_LINES;
    double numbers = 0.0, all = 0.0;

    for (size_t i = 0; i < n; i++)
        counts[i] = count_line(dialect, lines->line[i], copy, field);
    struct trial trial = {most_frequent(counts, n), n ? counts[0].fields : 0, 0.0};
    for (size_t i = 0; i < n; i++) {
        const bool fits = counts[i].fields == trial.fields;

        all += (double)(fits || counts[i].fields > trial.fields ? counts[i].fields : trial.fields);
        numbers += fits ? (double)counts[i].numbers : 0.0;
    }
    trial.share = all > 0.0 ? numbers / all : 0.0;
    return trial;
}

static size_t longest(const struct lines *lines)
{
    size_t most = 0;

    for (size_t i = 0; i < lines->count; i++) {
        const size_t length = strlen(lines->line[i]);

        most = length > most ? length : most;
    }
    return most;
}

/* A separator that cuts nothing makes one field of a line, whatever that is; of a header alone the
 * one that makes most names is the best. */
static bool is_better(const struct trial *trial, const struct trial *best)
{
    const bool cuts = trial->fields > 1 && trial->share > 0.0;
    const bool best_cuts = best->fields > 1 && best->share > 0.0;

    if (cuts != best_cuts)
        return cuts;
    return trial->share > best->share ||
           (trial->share == best->share && trial->share == 0.0 && trial->first > best->first);
}

struct dialect dialect_guess(const struct lines *lines, size_t *fields)
{
    static const char separators[] = ",;\t| ";
    char *copy = memory_need(longest(lines) + 1, 1);
    char **field = memory_need(FIELDS_MOST, sizeof *field);
    struct trial best = {0, 0, -1.0};
    struct dialect dialect = {','};

    for (size_t i = 0; separators[i]; i++) {
        const struct dialect candidate = {separators[i]};
        const struct trial trial = try(candidate, lines, copy, field);

        if (is_better(&trial, &best)) {
            best = trial;
            dialect = candidate;
        }
    }
    free(copy);
    free(field);
    *fields = best.fields;
    return dialect;
}
