#include "inside.h"

#include <string.h>

enum status table_refuse_line(const struct table *table, const char *why, struct error *err)
{
    return error_set(err, STATUS_INVALID, "%.120s:%zu: %s", table->source.name, table->line, why);
}

/* The column of a field; fields mostly come in the order of the columns. */
size_t table_find_exactly(const struct table *table, const char *name, size_t guess)
{
    if (guess < table->columns && strcmp(table->column[guess].name, name) == 0)
        return guess;
    for (size_t i = 0; i < table->columns; i++)
        if (strcmp(table->column[i].name, name) == 0)
            return i;
    return TABLE_NO_COLUMN;
}

bool table_read_record(struct table *table, char *line)
{
    char *at = line;

    if (table->shape == SHAPE_WORDS)
        return record_read_words(table->record, line);
    return record_read_json(table->record, &at) && head_is_empty(at);
}
