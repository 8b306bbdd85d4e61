#include "open.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"
#include "plateau/utf8.h"

enum {
    HEAD_BYTES = 1 << 16,
    RECORD_HEAD_BYTES = 1 << 20, /* rows that name their fields show all names later */
    DOCUMENT_MOST = 1 << 30,
};

static char *copy_text(const char *text, size_t length)
{
    char *copy = memory_need(length + 1, 1);

    memcpy(copy, text, length);
    return copy;
}

static enum status add_column(struct table *table, const char *name, struct error *err)
{
    const size_t length = strlen(name);

    if (table->columns == COLUMNS_MAX) {
        table->line = table->source.number;
        return table_refuse_line(table, "more than 4096 columns", err);
    }
    struct column *column = &table->column[table->columns++];
    column->name = copy_text(name, length);
    column->shown = memory_need(3 * length + 1, 1); /* a replacement has three bytes */
    utf8_clean(name, length, column->shown, 3 * length + 1);
    return STATUS_OK;
}

static enum status add_numbered(struct table *table, size_t count, struct error *err)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        char name[24];

        snprintf(name, sizeof name, "#%zu", i + 1);
        status = add_column(table, name, err);
    }
    return status;
}

static enum status add_names_of(struct table *table, struct error *err)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; status == STATUS_OK && i < table->record->count; i++)
        if (table_find_exactly(table, table->record->cell[i].name, i) == TABLE_NO_COLUMN)
            status = add_column(table, table->record->cell[i].name, err);
    return status;
}

/* Consumes lines up to the header, and the header. */
static enum status take_header(struct table *table, struct error *err)
{
    const size_t wanted = table->layout.before + (table->layout.header == HEADER_LINE);
    enum status status = STATUS_OK;
    char *line = NULL;
    size_t length = 0;

    for (size_t seen = 0; status == STATUS_OK && seen < wanted;) {
        status = source_line(&table->source, false, &line, &length, err);
        if (status != STATUS_OK || !line)
            return status;
        seen += !head_is_empty(line) && !head_is_comment(line);
    }
    if (status != STATUS_OK || !line || table->layout.header != HEADER_LINE)
        return status;
    table->header = copy_text(line, length);
    table->header_length = length;
    return STATUS_OK;
}

static enum status take_names(struct table *table, const char *header, struct error *err)
{
    char **name = memory_need(COLUMNS_MAX + 1, sizeof *name);
    char *copy = copy_text(header, strlen(header));
    enum status status = STATUS_OK;

    assert(table->layout.columns <= COLUMNS_MAX);
    head_names(&table->layout, copy, name);
    for (size_t i = 0; status == STATUS_OK && i < table->layout.columns; i++)
        status = add_column(table, name[i], err);
    free(copy);
    free(name);
    return status;
}

static enum status open_fields(struct table *table, const struct head *head, struct error *err)
{
    static const char *const names[] = {"commas", "semicolons", "tabs", "bars", "blanks"};

    table->shape = SHAPE_FIELDS;
    table->layout = head_layout(head);
    const char separator = table->layout.dialect.separator;
    snprintf(table->shape_name, sizeof table->shape_name, "fields between %s",
             names[strchr(",;\t| ", separator) - ",;\t| "]);
    if (table->layout.columns > COLUMNS_MAX) {
        table->line = 1;
        return table_refuse_line(table, "more than 4096 columns", err);
    }
    enum status status = take_header(table, err);
    if (status != STATUS_OK)
        return status;
    table->notes.before = table->layout.before;
    table->notes.has_names = table->layout.header != HEADER_NONE;
    return table->header ? take_names(table, table->header, err)
           : table->layout.header == HEADER_COMMENT
               ? take_names(table, head->comment, err)
               : add_numbered(table, table->layout.columns, err);
}

/* The names in the lines that are there so far. */
static enum status open_records(struct table *table, const char *text, size_t size,
                                struct error *err)
{
    enum status status = STATUS_OK;

    snprintf(table->shape_name, sizeof table->shape_name, "%s",
             table->shape == SHAPE_WORDS ? "words name:value" : "lines of JSON");
    table->notes.has_names = text[strspn(text, " \t\r\n")] != '[';
    while (size > 0 && status == STATUS_OK) {
        const char *end = memchr(text, table->source.stop, size);
        const size_t length = end ? (size_t)(end - text) : size;
        char *line = copy_text(text, length);

        head_trim(line);
        if (!head_is_empty(line) && !head_is_comment(line) && table_read_record(table, line))
            status = add_names_of(table, err);
        free(line);
        text += end ? length + 1 : length;
        size -= end ? length + 1 : length;
    }
    return status;
}

/* Rows in a copy, which reading changes. */
static enum status take_row_names(struct table *table, struct error *err)
{
    char *copy = copy_text(table->at, strlen(table->at)), *at = copy;
    enum status status = STATUS_OK;

    table->notes.has_names = *at == '{';
    while (status == STATUS_OK && record_read_json(table->record, &at)) {
        status = add_names_of(table, err);
        at += strspn(at, " \t\r\n,");
    }
    free(copy);
    return status;
}

static enum status take_lists(struct table *table, struct error *err)
{
    char **name = memory_need(RECORD_CELLS_MAX, sizeof *name);
    const size_t count = record_find_lists(table->document, name, table->list);
    enum status status = STATUS_OK;

    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = add_column(table, name[i], err);
    free(name);
    if (status != STATUS_OK || count > 0)
        return status;
    return error_set(err, STATUS_INVALID,
                     "%.120s: JSON without rows; the command takes a list of objects, log_history "
                     "of trainer_state.json, lists of numbers, or one object a line",
                     table->source.name);
}

/* TensorBoard's download of a curve: three numbers a row, without names. */
static bool is_from_tensorboard(const struct table *table)
{
    return !table->notes.has_names && table->columns == 3 && table->at[0] == '[';
}

/* The fields keep their numbers as the names in the file. */
static void name_as_tensorboard(struct table *table)
{
    static const char *const names[] = {"Wall time", "Step", "Value"};

    for (size_t i = 0; i < 3; i++) {
        free(table->column[i].shown);
        table->column[i].shown = copy_text(names[i], strlen(names[i]));
    }
    table->notes.has_names = true;
}

static enum status open_document(struct table *table, struct error *err)
{
    const char *text;
    size_t size;
    enum status status = source_peek(&table->source, DOCUMENT_MOST, &text, &size, err);

    if (status != STATUS_OK)
        return status;
    if (size >= DOCUMENT_MOST || memchr(text, '\0', size))
        return error_set(err, STATUS_INVALID, "%.120s: JSON with %s; the command takes text",
                         table->source.name, size >= DOCUMENT_MOST ? "over 1 GB" : "a zero byte");
    table->document = memory_raw(size + 1, 1);
    if (!table->document)
        return error_set(err, STATUS_NO_MEMORY, "out of memory: no room for %.120s, %zu bytes",
                         table->source.name, size);
    memcpy(table->document, text, size);
    table->document[size] = '\0';
    table->counted = table->document;
    table->line = 1;
    table->notes.has_names = true;
    table->at = record_find_rows(table->document);
    table->shape = table->at ? SHAPE_JSON_ROWS : SHAPE_JSON_LISTS;
    snprintf(table->shape_name, sizeof table->shape_name, "JSON");
    status = table->at ? take_row_names(table, err) : take_lists(table, err);
    if (status == STATUS_OK && table->at && is_from_tensorboard(table))
        name_as_tensorboard(table);
    return status;
}

/* Whether a text of JSON has one row on each line. */
static bool is_json_lines(const struct table *table, const char *text, size_t size)
{
    const char *end = memchr(text, table->source.stop, size);

    if (!end && !table->source.is_ended)
        return false;
    char *copy = copy_text(text, end ? (size_t)(end - text) : size);
    char **scratch = memory_need(2 * (size_t)RECORD_CELLS_MAX, sizeof *scratch);
    char *at = copy;
    bool is_row = !record_find_rows(copy) && record_read_json(table->record, &at) &&
                  at[strspn(at, " \t\r")] == '\0';

    memcpy(copy, text, end ? (size_t)(end - text) : size);
    is_row = is_row && record_find_lists(copy, scratch, scratch + RECORD_CELLS_MAX) == 0;
    free(scratch);
    free(copy);
    return is_row;
}

static enum status open_json(struct table *table, struct error *err)
{
    const char *text;
    size_t size;
    enum status status =
        source_peek(&table->source, table->grows ? 1 : RECORD_HEAD_BYTES, &text, &size, err);

    if (status != STATUS_OK)
        return status;
    const size_t blank = strspn(text, " \t\r\n");
    table->shape = SHAPE_JSON_LINES;
    return is_json_lines(table, text + blank, size - blank) ? open_records(table, text, size, err)
                                                            : open_document(table, err);
}

/* Fields, or words, which show all their names only later. */
static enum status open_lines(struct table *table, struct error *err)
{
    struct head head;
    const char *text;
    size_t size;
    enum status status =
        source_peek(&table->source, table->grows ? 1 : HEAD_BYTES, &text, &size, err);

    if (status != STATUS_OK)
        return status;
    head_init(&head, text, size, table->source.stop, table->source.is_ended && !table->grows);
    if (head.lines.count == 0 && !head.comment) {
        status = error_set(err, STATUS_INVALID,
                           "%.120s: empty; the command takes a table whose first line names the "
                           "columns",
                           table->source.name);
    } else if (head_is_words(&head)) {
        table->shape = SHAPE_WORDS;
        status =
            source_peek(&table->source, table->grows ? 1 : RECORD_HEAD_BYTES, &text, &size, err);
        if (status == STATUS_OK)
            status = open_records(table, text, size, err);
    } else {
        status = open_fields(table, &head, err);
    }
    head_fini(&head);
    return status;
}

enum status table_find_shape(struct table *table, struct error *err)
{
    const char *text;
    size_t size;
    enum status status =
        source_peek(&table->source, table->grows ? 1 : HEAD_BYTES, &text, &size, err);

    if (status == STATUS_OK)
        status = source_check(&table->source, err);
    if (status != STATUS_OK)
        return status;
    const char *zero = memchr(text, '\0', size);
    if (zero) {
        table->line = 1;
        for (const char *at = text; at < zero; at++)
            table->line += *at == '\n';
        return table_refuse_line(table, "a zero byte; the command takes a text file, such as CSV",
                                 err);
    }
    const char *first = text + strspn(text, " \t\r\n");
    return size > 0 && (*first == '{' || *first == '[') ? open_json(table, err)
                                                        : open_lines(table, err);
}
