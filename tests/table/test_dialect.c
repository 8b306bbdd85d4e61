#include "table/dialect.h"

#include <criterion/criterion.h>
#include <string.h>

enum { FIELDS = 8 };

/* Fields joined by slashes. */
static void expect_fields(char separator, const char *line, const char *joined)
{
    char copy[200], found[200] = "", *field[FIELDS];

    strcpy(copy, line);
    const size_t count = dialect_cut((struct dialect){separator}, copy, field, FIELDS, NULL);
    for (size_t i = 0; i < count; i++) {
        strcat(found, i ? "/" : "");
        strcat(found, field[i]);
    }
    cr_expect_str_eq(found, joined);
}

Test(dialect, cuts_fields)
{
    expect_fields(',', "1,,2.5 , x y,", "1//2.5/x y/");
    expect_fields(',', " \"a, b\" , \"say \"\"hi\"\"\",c\"d", "a, b/say \"hi\"/c\"d");
    expect_fields('\t', "1\t\t 2\t", "1//2/");
    expect_fields(' ', "  1 \t 2   \"a b\" ", "1/2/a b");
    expect_fields(';', "", "");
    expect_fields(' ', "   ", "");
}

Test(dialect, says_when_there_are_too_many_fields_or_a_quote_is_open)
{
    char many[] = "1,2,3,4,5,6,7,8,9", open[] = "1,\"two", *field[FIELDS];
    bool is_open;

    cr_expect_eq(dialect_cut((struct dialect){','}, many, field, FIELDS, &is_open), FIELDS + 1);
    cr_expect_not(is_open);
    cr_expect_eq(dialect_cut((struct dialect){','}, open, field, FIELDS, &is_open), 2);
    cr_expect(is_open);
}

static void expect_separator(char separator, size_t fields, const char *first, const char *second,
                             const char *third)
{
    const char *const text[] = {first, second, third};
    char copy[3][100], *line[3];
    struct lines lines = {line, 0};
    size_t found;

    for (; lines.count < 3 && text[lines.count]; lines.count++)
        line[lines.count] = strcpy(copy[lines.count], text[lines.count]);
    cr_expect_eq(dialect_guess(&lines, &found).separator, separator, "%s", first);
    cr_expect_eq(found, fields, "%s: %zu", first, found);
}

Test(dialect, finds_the_separator_that_makes_numbers)
{
    expect_separator(',', 2, "step,eps", "1,0.5", "2,0.4");
    expect_separator(';', 3, "step;eps;a, b", "1;0,5;2", "2;0,4;3");
    expect_separator('\t', 2, "step\tmean eps, smooth", "1\t0,5", "2\t0,4");
    expect_separator(' ', 2, "step  eps", "  1 0.5", " 12 0.4");
    expect_separator('|', 2, "a|b", "1|2", NULL);
    expect_separator(',', 3, "\"a;b;c\",d,e", "\"1;2;3\",4,5", "\"1;2;3\",6,7");
    expect_separator(',', 3, "mean loss,b,c", NULL, NULL);
    expect_separator(',', 1, "loss", "0.5", "0.4");
}
