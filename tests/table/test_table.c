#include "plateau/table.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct error err;

static struct table *open_text(const char *text)
{
    struct table *table = table_open_bytes(text, strlen(text), &err);

    cr_assert(table, "%s", err.text);
    return table;
}

/* All names, then all numbers of all rows. */
static void expect_table(const char *text, const char *names, const char *numbers)
{
    struct table *table = open_text(text);
    char found[400] = "";
    bool more = true;

    for (size_t i = 0; i < table_columns(table); i++) {
        strcat(found, table_column(table, i));
        strcat(found, " ");
    }
    cr_expect_str_eq(found, names, "%s", text);
    found[0] = '\0';
    while (table_next(table, &more, &err) == STATUS_OK && more) {
        for (size_t i = 0; i < table_columns(table); i++) {
            enum table_value kind;
            double number;

            cr_assert_eq(table_number(table, i, &kind, &number, &err), STATUS_OK, "%s", err.text);
            cr_expect_eq(isnan(number), kind != TABLE_NUMBER);
            snprintf(found + strlen(found), sizeof found - strlen(found), "%g ", fabs(number));
        }
        strcat(found, "/ ");
    }
    cr_expect_str_eq(found, numbers, "%s", text);
    table_close(table);
}

Test(table, finds_names_and_numbers)
{
    expect_table("a,b\n1,2\n\n3,\n", "a b ", "1 2 / 3 nan / ");
    expect_table("1 2\n3 4\n", "#1 #2 ", "1 2 / 3 4 / ");
    expect_table("# a b\n1 2\n", "a b ", "1 2 / ");
    expect_table("# of no use\n1 2\n", "#1 #2 ", "1 2 / ");
    expect_table("\"a\" \"b\"\n\"1\" 2 3\n\"2\" 4 5\n", " a b ", "1 2 3 / 2 4 5 / ");
    expect_table("a;b;\n1,5;2;\n", "a b  ", "1.5 2 nan / ");
    expect_table("a;b\n1,5;2;\n2,5;3;\n", "a b ", "1.5 2 / 2.5 3 / ");
    expect_table("a,b\n1,2\na,b\n3a,b\n4,5\n6", "a b ", "1 2 / 4 5 / ");
    expect_table("title\na,b\n1,2\n3,4\n", "a b ", "1 2 / 3 4 / ");
    expect_table("{\"a\":1}\n{\"b\":2,\"a\":3}\n", "a b ", "1 nan / 3 2 / ");
    expect_table("a:1 b:2\nb:3 a:4\n", "a b ", "1 2 / 4 3 / ");
    expect_table("[[9,1,2],[9,2,3]]", "Wall time Step Value ", "9 1 2 / 9 2 3 / ");
    expect_table("{\"l\":[1,2],\"v\":[3]}", "l v ", "1 3 / 2 nan / ");
}

Test(table, counts_what_is_no_row)
{
    struct table *table = open_text("title\na,b\n1,2\na,b\n3,4\n5");
    bool more = true;

    while (more)
        cr_assert_eq(table_next(table, &more, &err), STATUS_OK);
    const struct table_notes *notes = table_notes(table);
    cr_expect_eq(notes->rows, 2);
    cr_expect_eq(notes->before, 1);
    cr_expect_eq(notes->headers_again, 1);
    cr_expect_eq(notes->header_line, 4);
    cr_expect_eq(notes->cuts, 1);
    cr_expect_eq(notes->cut_line, 6);
    cr_expect(notes->has_names);
    table_close(table);
}

Test(table, chooses_columns_by_name_and_number)
{
    struct table *table = open_text("a,3,\xe9,a\n1,2,3,4\n");
    size_t column;

    cr_expect_eq(table_choose(table, "column", "3", &column, &err), STATUS_OK);
    cr_expect_eq(column, 1);
    cr_expect_eq(table_choose(table, "column", "#3", &column, &err), STATUS_OK);
    cr_expect_eq(column, 2);
    cr_expect_eq(table_choose(table, "column", "\xc3\xa9", &column, &err), STATUS_OK);
    cr_expect_eq(column, 2);
    cr_expect_eq(table_choose(table, "column", "4", &column, &err), STATUS_OK);
    cr_expect_eq(column, 3);
    cr_expect_eq(table_choose(table, "column", "a", &column, &err), STATUS_INVALID);
    cr_expect(strstr(err.text, "the columns 1, 4"), "%s", err.text);
    cr_expect_eq(table_choose(table, "column", "b", &column, &err), STATUS_INVALID);
    cr_expect(strstr(err.text, "no column 'b'"), "%s", err.text);
    table_close(table);
}

Test(table, names_line_column_and_value)
{
    struct table *table = open_text("a,b\n1,\"two\nlines\"\n3,16%\n");
    enum table_value kind;
    double number;
    bool more;

    cr_assert_eq(table_next(table, &more, &err), STATUS_OK);
    cr_expect_str_eq(table_text(table, 1), "two\nlines");
    cr_assert_eq(table_next(table, &more, &err), STATUS_OK);
    cr_expect_eq(table_line(table), 4);
    cr_expect_eq(table_number(table, 1, &kind, &number, &err), STATUS_INVALID);
    cr_expect(strstr(err.text, "memory:4: b: '16%' is not valid"), "%s", err.text);
    table_close(table);
}
