#include "table/record.h"

#include <criterion/criterion.h>
#include <string.h>

static struct record record;

static void expect_cells(const char *joined)
{
    char found[400] = "";

    for (size_t i = 0; i < record.count; i++) {
        strcat(found, record.cell[i].name);
        strcat(found, "=");
        strcat(found, record.cell[i].value);
        strcat(found, ";");
    }
    cr_expect_str_eq(found, joined);
}

static void expect_json(const char *text, const char *joined)
{
    char copy[400], *at = copy;

    strcpy(copy, text);
    cr_assert(record_read_json(&record, &at), "%s: at %s", text, at);
    cr_expect_str_eq(at, "");
    expect_cells(joined);
}

Test(record, reads_objects_and_lists_of_json)
{
    expect_json("{}", "");
    expect_json("{\"a\": 1, \"b\":NaN,\"c\":null , \"d\":\"x\\n\\u00e9\\ud83d\\ude00\"}",
                "a=1;b=NaN;c=null;d=x\n\xc3\xa9\xf0\x9f\x98\x80;");
    expect_json("{\"a\":{\"b\":{\"c\":-1e5}},\"d\":[1,{\"e\":\"]}\"}],\"f\":2}", "a.b.c=-1e5;f=2;");
    expect_json(" [1.5, [2], \"x\", -Infinity]", "#1=1.5;#3=x;#4=-Infinity;");
    expect_json("{\"\\ud800\":1}", "?=1;");
}

Test(record, refuses_what_is_no_json)
{
    static const char *const texts[] = {"",           "{",         "{\"a\"}",      "{\"a\":}",
                                        "{\"a\":1",   "{a:1}",     "{\"a\":1 2}",  "[1,2",
                                        "{\"a\":\"x", "[\"\\x\"]", "{\"a\":[1,{}", "1"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char copy[100], *at = copy;

        strcpy(copy, texts[i]);
        cr_expect_not(record_read_json(&record, &at), "%s", texts[i]);
    }
}

Test(record, does_not_go_down_for_ever)
{
    char deep[4001], *at = deep;

    memset(deep, '[', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    cr_expect_not(record_read_json(&record, &at));
    for (size_t i = 0; i + 5 < sizeof deep; i += 5)
        memcpy(deep + i, "{\"a\":", 5);
    at = deep;
    cr_expect_not(record_read_json(&record, &at));
}

Test(record, reads_words)
{
    char good[] = "s:7  tel:10.98, lr=1e-3;", bad[] = "s:7 loss", lone[] = "s: 7";

    cr_assert(record_read_words(&record, good));
    expect_cells("s=7;tel=10.98;lr=1e-3;");
    cr_expect_not(record_read_words(&record, bad));
    cr_expect_not(record_read_words(&record, lone));
}

Test(record, finds_the_rows_of_a_document)
{
    char state[] = "{\"x\":[{\"a\":1}],\"log_history\":[{\"b\":2}]}", list[] = " [ [1,2] ]";
    char first[] = "{\"n\":[1],\"runs\":[{\"a\":1}]}", none[] = "{\"n\":[1,2]}";

    cr_expect_str_eq(record_find_rows(state), "{\"b\":2}]}");
    cr_expect_str_eq(record_find_rows(list), "[1,2] ]");
    cr_expect_str_eq(record_find_rows(first), "{\"a\":1}]}");
    cr_expect_null(record_find_rows(none));
}

Test(record, finds_lists_of_numbers)
{
    static char *name[RECORD_CELLS_MAX], *list[RECORD_CELLS_MAX];
    char text[] = "{\"loss\": [1, null ,3], \"name\": \"x\", \"acc\":[.5]}";

    cr_assert_eq(record_find_lists(text, name, list), 2);
    cr_expect_str_eq(name[1], "acc");
    cr_expect_str_eq(record_take_value(&list[0]), "1");
    cr_expect_str_eq(record_take_value(&list[0]), "null");
    cr_expect_str_eq(record_take_value(&list[0]), "3");
    cr_expect_null(record_take_value(&list[0]));
    cr_expect_str_eq(record_take_value(&list[1]), ".5");
    cr_expect_null(record_take_value(&list[1]));
}
