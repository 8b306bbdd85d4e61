#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inside.h"
#include "number.h"
#include "open.h"
#include "plateau/memory.h"
#include "plateau/nearest.h"
#include "plateau/utf8.h"

enum {
    IDLE_LINES = 1000000, /* that may follow each other without a row */
    JOINED_LINES = 1000,
};

static char nothing[] = "";

static char *copy_text(const char *text, size_t length)
{
    char *copy = memory_need(length + 1, 1);

    memcpy(copy, text, length);
    return copy;
}

static struct table *create(bool grows)
{
    struct table *table = memory_need(1, sizeof *table);

    table->grows = grows;
    table->column = memory_need(COLUMNS_MAX, sizeof *table->column);
    table->field = memory_need(COLUMNS_MAX + 1, sizeof *table->field);
    table->record = memory_need(1, sizeof *table->record);
    return table;
}

static struct table *finish(struct table *table, enum status status, struct error *err)
{
    if (status == STATUS_OK)
        status = table_find_shape(table, err);
    if (status == STATUS_OK)
        return table;
    table_close(table);
    return NULL;
}

struct table *table_open(const char *path, bool grows, struct error *err)
{
    struct table *table = create(grows);

    return finish(table, source_open(&table->source, path, err), err);
}

struct table *table_open_bytes(const char *bytes, size_t size, struct error *err)
{
    struct table *table = create(false);

    source_open_bytes(&table->source, bytes, size);
    return finish(table, STATUS_OK, err);
}

void table_close(struct table *table)
{
    if (!table)
        return;
    source_close(&table->source);
    for (size_t i = 0; i < table->columns; i++) {
        free(table->column[i].name);
        free(table->column[i].shown);
    }
    free(table->column);
    free(table->field);
    free(table->header);
    free(table->joined);
    free(table->record);
    free(table->document);
    free(table);
}

const char *table_name(const struct table *table)
{
    return table->source.name;
}

const char *table_shape(const struct table *table)
{
    return table->shape_name;
}

const struct table_notes *table_notes(const struct table *table)
{
    return &table->notes;
}

size_t table_columns(const struct table *table)
{
    return table->columns;
}

const char *table_column(const struct table *table, size_t column)
{
    return table->column[column].shown;
}

size_t table_line(const struct table *table)
{
    return table->line;
}

/* From a column on; both names clean, so that a Latin-1 argument finds a column in UTF-8. */
static size_t find_from(const struct table *table, size_t first, const char *name)
{
    const size_t size = 3 * strlen(name) + 1;
    char *shown = memory_need(size, 1);
    size_t i = first;

    utf8_clean(name, strlen(name), shown, size);
    while (i < table->columns && strcmp(table->column[i].shown, shown) != 0)
        i++;
    free(shown);
    return i < table->columns ? i : TABLE_NO_COLUMN;
}

size_t table_find(const struct table *table, const char *name)
{
    return find_from(table, 0, name);
}

/* returns the place of column "3" or "#3"; TABLE_NO_COLUMN for any other text */
static size_t find_number(const struct table *table, const char *text)
{
    char *end;

    text += *text == '#';
    if (*text < '1' || *text > '9')
        return TABLE_NO_COLUMN;
    const unsigned long number = strtoul(text, &end, 10);
    return *end == '\0' && number <= table->columns ? number - 1 : TABLE_NO_COLUMN;
}

/* How many columns have the name of that one; their numbers as text. */
static size_t list_namesakes(const struct table *table, size_t column, char *out, size_t size)
{
    size_t count = 0, at = 0;

    for (size_t i = column; i != TABLE_NO_COLUMN;
         i = find_from(table, i + 1, table->column[column].shown)) {
        if (at < size)
            at += (size_t)snprintf(out + at, size - at, "%s%zu", count ? ", " : "", i + 1);
        count++;
    }
    return count;
}

/* "r2, eps, ..." as far as there is room. */
static void list_columns(const struct table *table, char *out, size_t size)
{
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < table->columns && at + 1 < size; i++)
        at += (size_t)snprintf(out + at, size - at, "%s%s", i ? ", " : "", table->column[i].shown);
}

static enum status refuse_column(const struct table *table, const char *option, const char *name,
                                 struct error *err)
{
    struct nearest nearest = nearest_to(name);
    char names[120];

    if (!table->notes.has_names)
        return error_set(err, STATUS_INVALID,
                         "%.80s: no column '%.40s': the first line has numbers and no names; name "
                         "the columns by number, such as --step-column 1 --column 2 of %zu",
                         table->source.name, name, table->columns);
    for (size_t i = 0; i < table->columns; i++)
        nearest_offer(&nearest, table->column[i].shown);
    list_columns(table, names, sizeof names);
    return error_set(err, STATUS_INVALID,
                     "%.80s: no column '%.40s'%s%.40s%s; --%s takes one of: %s", table->source.name,
                     name, nearest.name ? ", did you mean " : "", nearest.name ? nearest.name : "",
                     nearest.name ? "?" : "", option, names);
}

enum status table_choose(const struct table *table, const char *option, const char *name,
                         size_t *column, struct error *err)
{
    char numbers[80];

    *column = table_find(table, name);
    if (*column == TABLE_NO_COLUMN)
        *column = find_number(table, name);
    else if (list_namesakes(table, *column, numbers, sizeof numbers) > 1)
        return error_set(err, STATUS_INVALID,
                         "%.80s: '%.40s' is the name of the columns %s; --%s takes one of these "
                         "numbers, such as --%s %zu",
                         table->source.name, name, numbers, option, option, *column + 1);
    return *column == TABLE_NO_COLUMN ? refuse_column(table, option, name, err) : STATUS_OK;
}

static void note_cut(struct table *table)
{
    if (table->notes.cuts++ == 0)
        table->notes.cut_line = table->line;
}

static void note_header(struct table *table)
{
    if (table->notes.headers_again++ == 0)
        table->notes.header_line = table->line;
}

/* A line that repeats the header, also where a run that was killed left a line unfinished and the
 * next one wrote its header behind that. */
static bool repeats_header(struct table *table, const char *line, size_t length)
{
    const size_t header = table->header_length;

    if (!table->header || length < header || (length > header && table->columns < 2) ||
        memcmp(line + length - header, table->header, header) != 0)
        return false;
    if (length > header)
        note_cut(table);
    note_header(table);
    return true;
}

/* The line, copied, and the next ones, up to that which closes its quotes. */
static enum status join_lines(struct table *table, const char *line, size_t length, size_t *count,
                              struct error *err)
{
    const size_t limit = table->columns + 1;
    char *whole = copy_text(line, length), *next;
    bool is_open = true;
    enum status status = STATUS_OK;

    for (size_t lines = 0; status == STATUS_OK && is_open; lines++) {
        free(table->joined);
        table->joined = copy_text(whole, length);
        *count = dialect_cut(table->layout.dialect, table->joined, table->field, limit, &is_open);
        if (!is_open)
            break;
        size_t more = 0;
        next = NULL;
        if (lines < JOINED_LINES)
            status = source_line(&table->source, table->grows, &next, &more, err);
        if (status == STATUS_OK && !next) {
            free(whole);
            return table_refuse_line(table, "a quote that is opened here is never closed", err);
        }
        if (status != STATUS_OK)
            break;
        char *longer = memory_need(length + more + 2, 1);
        memcpy(longer, whole, length);
        longer[length] = '\n';
        memcpy(longer + length + 1, next, more);
        free(whole);
        whole = longer;
        length += more + 1;
    }
    free(whole);
    return status;
}

/* A line as fields; *is_row is false where it is none. */
static enum status read_fields(struct table *table, char *line, size_t length, bool *is_row,
                               struct error *err)
{
    size_t count = 0;
    char text[80];

    if (memchr(line, '"', length)) {
        const enum status status = join_lines(table, line, length, &count, err);

        if (status != STATUS_OK)
            return status;
    } else {
        count = dialect_cut(table->layout.dialect, line, table->field, table->columns + 1, NULL);
    }
    *is_row =
        count == table->columns || (count == table->columns + 1 && !*table->field[table->columns]);
    if (*is_row)
        return STATUS_OK;
    if (count < table->columns && !table->source.is_whole) {
        note_cut(table);
        return STATUS_OK;
    }
    snprintf(text, sizeof text, "%s fields; the %s has %zu",
             count > table->columns ? "more" : "fewer",
             table->notes.has_names ? "header" : "first row", table->columns);
    return table_refuse_line(table, text, err);
}

static void take_cells(struct table *table)
{
    for (size_t i = 0; i < table->columns; i++)
        table->field[i] = nothing;
    for (size_t i = 0, guess = 0; i < table->record->count; i++) {
        const size_t column = table_find_exactly(table, table->record->cell[i].name, guess);

        if (column != TABLE_NO_COLUMN)
            table->field[column] = table->record->cell[i].value;
        guess = column == TABLE_NO_COLUMN ? guess : column + 1;
    }
}

static enum status read_line(struct table *table, char *line, size_t length, bool *is_row,
                             struct error *err)
{
    *is_row = false;
    if (head_is_empty(line) || head_is_comment(line) || repeats_header(table, line, length))
        return STATUS_OK;
    if (table->shape == SHAPE_FIELDS)
        return read_fields(table, line, length, is_row, err);
    *is_row = table_read_record(table, line);
    if (*is_row)
        take_cells(table);
    else
        note_cut(table);
    return STATUS_OK;
}

static enum status next_line(struct table *table, bool *more, struct error *err)
{
    for (bool is_row = false; !is_row;) {
        size_t length;
        char *line;
        enum status status = source_line(&table->source, table->grows, &line, &length, err);

        *more = line != NULL;
        table->line = table->source.number;
        if (status == STATUS_OK && line)
            status = read_line(table, line, length, &is_row, err);
        if (status != STATUS_OK || !line)
            return status;
        table->idle = is_row ? 0 : table->idle + 1;
        if (table->idle > IDLE_LINES)
            return table_refuse_line(table, "a million lines without a row of numbers", err);
    }
    return STATUS_OK;
}

/* The row of a document; what follows the last row is passed over. */
static enum status next_row(struct table *table, bool *more, struct error *err)
{
    char *at = table->at + strspn(table->at, " \t\r\n,");

    for (const char *c = table->counted; c < at; c++)
        table->line += *c == '\n';
    table->counted = at;
    *more = *at != ']' && *at != '\0';
    if (!*more)
        return STATUS_OK;
    if (!record_read_json(table->record, &at))
        return table_refuse_line(table, "no valid JSON in the row that begins here", err);
    table->at = at;
    take_cells(table);
    return STATUS_OK;
}

static enum status next_of_lists(struct table *table, bool *more)
{
    *more = false;
    for (size_t i = 0; i < table->columns; i++) {
        char *value = record_take_value(&table->list[i]);

        table->field[i] = value ? value : nothing;
        *more = *more || value;
    }
    return STATUS_OK;
}

enum status table_next(struct table *table, bool *more, struct error *err)
{
    const enum status status = table->shape == SHAPE_JSON_ROWS    ? next_row(table, more, err)
                               : table->shape == SHAPE_JSON_LISTS ? next_of_lists(table, more)
                                                                  : next_line(table, more, err);

    table->notes.rows += status == STATUS_OK && *more;
    return status;
}

void table_resume(struct table *table)
{
    source_resume(&table->source);
}

const char *table_text(const struct table *table, size_t column)
{
    return table->field[column];
}

enum status table_refuse(const struct table *table, size_t column, const char *what,
                         struct error *err)
{
    return error_set(err, STATUS_INVALID, "%.120s:%zu: %.40s: '%.40s' is not valid; it takes %s",
                     table->source.name, table->line, table->column[column].shown,
                     table->field[column], what);
}

enum status table_number(struct table *table, size_t column, enum table_value *kind, double *out,
                         struct error *err)
{
    const bool has_comma =
        table->shape == SHAPE_FIELDS && dialect_has_decimal_comma(table->layout.dialect);
    const enum number_kind found = number_read(table->field[column], has_comma, out);

    *kind = found == NUMBER_FINITE    ? TABLE_NUMBER
            : found == NUMBER_NOTHING ? TABLE_NOTHING
                                      : TABLE_NOT_FINITE;
    if (found != NUMBER_FINITE)
        *out = (double)NAN;
    if (found != NUMBER_OTHER)
        return STATUS_OK;
    if (table->shape != SHAPE_FIELDS || table->source.is_whole || column + 1 < table->columns)
        return table_refuse(table, column, "a number, or an empty field", err);
    *kind = TABLE_NOTHING; /* the end of a file that was cut off */
    note_cut(table);
    return STATUS_OK;
}
