/*
 * fuzz: any bytes as a table. Reading ends, reads no byte that is not there, and gives names that
 * can be shown. `make fuzz` runs it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/table.h"
#include "plateau/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A clean text is what cleaning leaves alone. */
static void need_clean(const char *text)
{
    const size_t room = 3 * strlen(text) + 1;
    char *clean = malloc(room);

    utf8_clean(text, strlen(text), clean, room);
    if (strcmp(text, clean) != 0)
        abort();
    free(clean);
}

static void read_rows(struct table *table)
{
    struct error err = {.text = ""};
    bool more = true;

    while (table_next(table, &more, &err) == STATUS_OK && more) {
        for (size_t i = 0; i < table_columns(table); i++) {
            enum table_value kind;
            double number;

            if (table_number(table, i, &kind, &number, &err) != STATUS_OK)
                need_clean(err.text);
            (void)strlen(table_text(table, i));
        }
    }
    need_clean(err.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err;
    struct table *table = table_open_bytes((const char *)data, size, &err);
    size_t column;

    if (!table) {
        need_clean(err.text);
        return 0;
    }
    for (size_t i = 0; i < table_columns(table); i++) {
        need_clean(table_column(table, i));
        table_choose(table, "column", table_column(table, i), &column, &err);
    }
    read_rows(table);
    table_close(table);
    return 0;
}
