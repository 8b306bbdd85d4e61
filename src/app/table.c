#include "table.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"

enum { COLUMNS_MAX = 4096 };

struct table {
    FILE *file;
    const char *path; /* for messages */
    size_t number;    /* of the line */
    char *header, *line;
    size_t bytes; /* room in line */
    char **column, **field;
    size_t columns;
    const char *separator;
};

static enum status refuse_line(const struct table *table, const char *what, struct error *err)
{
    return error_set(err, STATUS_INVALID, "%.120s:%zu: %s", table->path, table->number, what);
}

enum status table_refuse(const struct table *table, size_t column, const char *what,
                         struct error *err)
{
    return error_set(err, STATUS_INVALID, "%.120s:%zu: %.40s: '%.40s' is not valid; it takes %s",
                     table->path, table->number, table->column[column], table->field[column], what);
}

/* Refuses with the system's reason, from errno. */
static enum status refuse_file(const char *path, enum status code, struct error *err)
{
    /* No other thread prints messages. NOLINTNEXTLINE(concurrency-mt-unsafe) */
    return error_set(err, code, "%.120s: %s", path, strerror(errno));
}

/* Skips the mark of UTF-8 that some programs write first. */
static void skip_mark(char *line)
{
    static const char mark[] = "\xEF\xBB\xBF";
    const size_t bytes = strlen(mark);

    if (strncmp(line, mark, bytes) == 0)
        memmove(line, line + bytes, strlen(line) - bytes + 1);
}

/* Reads the next line that is neither empty nor a comment, without its end. */
static enum status read_line(struct table *table, bool *more, struct error *err)
{
    for (;;) {
        errno = 0;
        const ssize_t length = getline(&table->line, &table->bytes, table->file);

        *more = length >= 0;
        if (!*more)
            return ferror(table->file) ? refuse_file(table->path, STATUS_IO, err) : STATUS_OK;
        table->number++;
        if (memchr(table->line, '\0', (size_t)length))
            return refuse_line(
                table, "a zero byte; the command takes a text file, CSV with a header", err);
        if (table->number == 1)
            skip_mark(table->line);
        table->line[strcspn(table->line, "\r\n")] = '\0';
        if (table->line[strspn(table->line, " \t")] && table->line[0] != '#')
            return STATUS_OK;
    }
}

/* Cuts blanks, then double quotes, off both ends. */
static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);

    while (length > 0 && strchr(" \t", text[length - 1]))
        length--;
    if (length >= 2 && text[0] == '"' && text[length - 1] == '"') {
        text++;
        length -= 2;
    }
    text[length] = '\0';
    return text;
}

/* Cuts a line up at its separators. Returns how many fields, at most limit + 1. */
static size_t split(char *line, const char *separator, char *field[], size_t limit)
{
    size_t count = 0;

    for (char *at = line; at; count++) {
        char *end = strpbrk(at, separator);

        if (count == limit)
            return limit + 1;
        if (end)
            *end++ = '\0';
        field[count] = trim(at);
        at = end;
    }
    return count;
}

static enum status read_header(struct table *table, struct error *err)
{
    bool more;
    const enum status status = read_line(table, &more, err);

    if (status != STATUS_OK)
        return status;
    if (!more)
        return error_set(err, STATUS_INVALID,
                         "%.120s: empty; the command takes CSV whose first line names the columns",
                         table->path);
    const char *text = table->line;

    table->separator = strchr(text, ',') ? "," : strchr(text, ';') ? ";" : "\t";
    table->header = memory_need(strlen(text) + 1, 1);
    memcpy(table->header, text, strlen(text));
    table->columns = split(table->header, table->separator, table->column, COLUMNS_MAX);
    if (table->columns > COLUMNS_MAX)
        return refuse_line(table, "more than 4096 columns", err);
    return STATUS_OK;
}

struct table *table_open(const char *path, struct error *err)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    struct table *table = memory_need(1, sizeof *table);

    *table = (struct table){.path = is_stdin ? "stdin" : path,
                            .column = memory_need(COLUMNS_MAX, sizeof *table->column),
                            .field = memory_need(COLUMNS_MAX, sizeof *table->field),
                            .file = is_stdin ? stdin : fopen(path, "r")};
    if (!table->file) {
        refuse_file(path, STATUS_INVALID, err);
        table_close(table);
        return NULL;
    }
    if (read_header(table, err) != STATUS_OK) {
        table_close(table);
        return NULL;
    }
    return table;
}

void table_close(struct table *table)
{
    if (!table)
        return;
    if (table->file && table->file != stdin)
        fclose(table->file);
    free(table->header);
    free(table->line);
    free(table->column);
    free(table->field);
    free(table);
}

const char *table_name(const struct table *table)
{
    return table->path;
}

size_t table_columns(const struct table *table)
{
    return table->columns;
}

const char *table_column(const struct table *table, size_t column)
{
    return table->column[column];
}

size_t table_find(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->columns; i++)
        if (strcmp(table->column[i], name) == 0)
            return i;
    return TABLE_NO_COLUMN;
}

enum status table_next(struct table *table, bool *more, struct error *err)
{
    const enum status status = read_line(table, more, err);

    if (status != STATUS_OK || !*more)
        return status;
    const size_t fields = split(table->line, table->separator, table->field, table->columns);
    if (fields == table->columns)
        return STATUS_OK;
    return error_set(err, STATUS_INVALID, "%.120s:%zu: %s fields; the header has %zu", table->path,
                     table->number, fields > table->columns ? "more" : "fewer", table->columns);
}

const char *table_text(const struct table *table, size_t column)
{
    return table->field[column];
}

enum status table_number(const struct table *table, size_t column, double *out, struct error *err)
{
    const char *text = table->field[column];
    char *end;

    *out = (double)NAN;
    if (!*text)
        return STATUS_OK;
    const double number = strtod(text, &end);
    if (end == text || *end)
        return table_refuse(table, column, "a number, or an empty field", err);
    if (isfinite(number))
        *out = number;
    return STATUS_OK;
}
