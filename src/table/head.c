#include "head.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "number.h"
#include "plateau/memory.h"
#include "record.h"

enum { LINES_MOST = 400, BEFORE_MOST = 40, FIELDS_MOST = 4096 };

bool head_is_comment(const char *line)
{
    return *line == '#' || *line == '%';
}

bool head_is_empty(const char *line)
{
    return line[strspn(line, " \t")] == '\0';
}

size_t head_trim(char *line)
{
    size_t length = strlen(line);

    while (length > 0 && line[length - 1] == '\r')
        length--;
    line[length] = '\0';
    return length;
}

static char *copy_text(const char *text, size_t length)
{
    char *copy = memory_need(length + 1, 1);

    memcpy(copy, text, length);
    return copy;
}

/* A line of the text, which the head takes. */
static void take_line(struct head *head, char *line)
{
    head_trim(line);
    if (!head_is_empty(line) && !head_is_comment(line)) {
        head->lines.line[head->lines.count++] = line;
        return;
    }
    if (head_is_comment(line) && head->lines.count == 0) {
        const char *text = line + strspn(line, "#% \t");

        if (*text) {
            free(head->comment);
            head->comment = copy_text(text, strlen(text));
        }
    }
    free(line);
}

void head_init(struct head *head, const char *text, size_t size, char stop, bool is_whole)
{
    *head = (struct head){.comment = NULL};
    head->lines.line = memory_need(LINES_MOST, sizeof *head->lines.line);
    while (size > 0 && head->lines.count < LINES_MOST) {
        const char *end = memchr(text, stop, size);
        const size_t length = end ? (size_t)(end - text) : size;

        if (!end && !is_whole && head->lines.count > 0)
            break;
        take_line(head, copy_text(text, length));
        text += end ? length + 1 : length;
        size -= end ? length + 1 : length;
    }
}

void head_fini(struct head *head)
{
    for (size_t i = 0; i < head->lines.count; i++)
        free(head->lines.line[i]);
    free(head->lines.line);
    free(head->comment);
}

/* Names that begin with a letter, and a number among the values. */
static bool is_words(struct record *record, char *line)
{
    bool has_number = false;
    double number;

    if (!record_read_words(record, line))
        return false;
    for (size_t i = 0; i < record->count; i++) {
        if (!isalpha((unsigned char)*record->cell[i].name) && *record->cell[i].name != '_')
            return false;
        has_number =
            has_number || number_read(record->cell[i].value, false, &number) > NUMBER_NOTHING;
    }
    return has_number;
}

bool head_is_words(const struct head *head)
{
    struct record *record = memory_need(1, sizeof *record);
    size_t words = 0;

    for (size_t i = 0; i < head->lines.count; i++) {
        char *copy = copy_text(head->lines.line[i], strlen(head->lines.line[i]));

        words += is_words(record, copy);
        free(copy);
    }
    free(record);
    return words > 0 && 10 * words >= 9 * head->lines.count;
}

/* The kinds of a line's fields. */
struct kinds {
    size_t count;
    unsigned char kind[FIELDS_MOST];
};

static void read_kinds(struct dialect dialect, const char *line, struct kinds *kinds)
{
    char *copy = copy_text(line, strlen(line));
    char **field = memory_need(FIELDS_MOST, sizeof *field);
    double number;

    kinds->count = dialect_cut(dialect, copy, field, FIELDS_MOST, NULL);
    for (size_t i = 0; i < kinds->count && i < FIELDS_MOST; i++)
        kinds->kind[i] =
            (unsigned char)number_read(field[i], dialect_has_decimal_comma(dialect), &number);
    free(copy);
    free(field);
}

/* In how many of the lines behind that one, and of so many fields, each column has a number. */
static void count_numbers(const struct head *head, struct dialect dialect, size_t fields,
                          size_t from, size_t numbers[], size_t *rows)
{
    struct kinds *kinds = memory_need(1, sizeof *kinds);

    *rows = 0;
    for (size_t i = from; i < head->lines.count && *rows < BEFORE_MOST; i++) {
        read_kinds(dialect, head->lines.line[i], kinds);
        if (kinds->count != fields || fields > FIELDS_MOST)
            continue;
        ++*rows;
        for (size_t j = 0; j < fields; j++)
            numbers[j] += kinds->kind[j] >= NUMBER_NOTHING;
    }
    free(kinds);
}

static bool has_numbers(const struct kinds *kinds)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (kinds->kind[i] >= NUMBER_NOT_FINITE)
            return true;
    return false;
}

/* Whether a line has a name where most rows behind it have numbers; with a shift of one where rows
 * have a first field more. */
static bool is_header(const struct head *head, const struct layout *layout, size_t line,
                      const struct kinds *kinds)
{
    size_t *numbers = memory_need(FIELDS_MOST, sizeof *numbers), rows;
    const size_t shift = layout->columns - kinds->count;
    bool named = false;

    count_numbers(head, layout->dialect, layout->columns, line + 1, numbers, &rows);
    for (size_t j = 0; j < kinds->count; j++)
        named = named || (kinds->kind[j] == NUMBER_OTHER && 2 * numbers[j + shift] > rows);
    free(numbers);
    return named || (rows == 0 && !has_numbers(kinds));
}

/* Rows may end with a separator too many, whose empty field is no column. */
static bool ends_empty(const struct head *head, const struct layout *layout, size_t line)
{
    const char *text = line + 1 < head->lines.count ? head->lines.line[line + 1] : "";
    const size_t length = strlen(text);

    return layout->dialect.separator != ' ' && length > 0 &&
           text[length - 1] == layout->dialect.separator;
}

/* A header of one name less than the rows right behind it have fields: they are named, or end with
 * a separator too many. */
static bool is_short_header(const struct head *head, struct layout *layout, size_t line,
                            struct kinds *kinds)
{
    read_kinds(layout->dialect, head->lines.line[line], kinds);
    if (kinds->count + 1 != layout->columns || kinds->count == 0 || has_numbers(kinds))
        return false;
    if (ends_empty(head, layout, line))
        layout->columns--;
    else if (is_header(head, layout, line, kinds))
        layout->rows_are_named = true;
    else
        return false;
    layout->before = line;
    return true;
}

/* Names in a comment stand as those of a header, or between blanks or commas. Cuts them out of a
 * copy; false when there are not as many as columns. */
static bool cut_comment(const struct layout *layout, char *copy, const char *comment, char *name[])
{
    const char separators[] = {layout->dialect.separator, ' ', ','};

    for (size_t i = 0; i < sizeof separators; i++) {
        memcpy(copy, comment, strlen(comment) + 1);
        if (dialect_cut((struct dialect){separators[i]}, copy, name, layout->columns, NULL) !=
            layout->columns)
            continue;
        for (size_t j = 0; j < layout->columns; j++) {
            const size_t length = strlen(name[j]);
            if (length > 1 && strchr(",;", name[j][length - 1]))
                name[j][length - 1] = '\0';
        }
        return true;
    }
    return false;
}

static bool names_columns(const struct layout *layout, const char *comment)
{
    char *copy = copy_text(comment, strlen(comment));
    char **name = memory_need(layout->columns + 1, sizeof *name);
    const bool fits = layout->columns > 0 && cut_comment(layout, copy, comment, name);

    free(copy);
    free(name);
    return fits;
}

/* A line of two names or more right before the first row is a header even so: rows that have more
 * or fewer fields are refused by it. */
static bool is_other_header(const struct head *head, struct layout *layout, size_t line,
                            struct kinds *kinds)
{
    read_kinds(layout->dialect, head->lines.line[line], kinds);
    if (has_numbers(kinds) || kinds->count < 2)
        return false;
    layout->columns = kinds->count;
    layout->before = line;
    return true;
}

/* The line that names the columns; layout->before lines come before it, or before the first row. */
static bool find_header_line(const struct head *head, struct layout *layout)
{
    struct kinds *kinds = memory_need(1, sizeof *kinds);
    bool found = false, is_row = false;
    size_t line = 0;

    for (; line < head->lines.count && line < BEFORE_MOST && !is_row; line++) {
        read_kinds(layout->dialect, head->lines.line[line], kinds);
        if (kinds->count != layout->columns)
            continue;
        found = is_header(head, layout, line, kinds);
        if (found)
            break;
        is_row = has_numbers(kinds);
    }
    layout->before = is_row ? line - 1 : found ? line : 0;
    if (!found && layout->before > 0)
        found = is_short_header(head, layout, layout->before - 1, kinds) ||
                is_other_header(head, layout, layout->before - 1, kinds);
    if (!found && !is_row)
        found = is_other_header(head, layout, 0, kinds);
    free(kinds);
    return found;
}

struct layout head_layout(const struct head *head)
{
    struct layout layout = {.header = HEADER_NONE};

    layout.dialect = dialect_guess(&head->lines, &layout.columns);
    if (head->lines.count > 0 && find_header_line(head, &layout))
        layout.header = HEADER_LINE;
    else if (head->comment && names_columns(&layout, head->comment))
        layout.header = HEADER_COMMENT;
    return layout;
}

void head_names(const struct layout *layout, char *header, char *name[])
{
    const size_t first = layout->rows_are_named ? 1 : 0;

    if (layout->header == HEADER_COMMENT) {
        char *comment = copy_text(header, strlen(header));

        cut_comment(layout, header, comment, name);
        free(comment);
        return;
    }
    if (first)
        name[0] = header + strlen(header);
    dialect_cut(layout->dialect, header, name + first, layout->columns - first, NULL);
}
