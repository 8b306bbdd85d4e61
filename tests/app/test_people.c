#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/people.h"

static const char *seconds(double value)
{
    static char out[32];

    people_seconds(value, out, sizeof out);
    return out;
}

Test(people, tell_seconds_in_the_unit_that_fits)
{
    cr_assert_str_eq(seconds(0.04), "0.0 s");
    cr_assert_str_eq(seconds(4.56), "4.6 s");
    cr_assert_str_eq(seconds(45.4), "45 s");
    cr_assert_str_eq(seconds(720.0), "12 min");
    cr_assert_str_eq(seconds(11520.0), "3.2 h");
    cr_assert_str_eq(seconds((double)NAN), "?");
}

Test(people, wrap_at_blanks_behind_the_indent)
{
    char text[400] = "", *out = NULL;
    size_t size;
    FILE *file = open_memstream(&out, &size);

    for (int i = 0; i < 40; i++)
        strcat(text, "seven ");
    people_print_wrapped(file, "    ", text);
    fclose(file);
    for (const char *line = out; *line; line = strchr(line, '\n') + 1) {
        cr_assert_eq(strncmp(line, "    seven", 9), 0);
        cr_assert_leq(strcspn(line, "\n"), 78);
    }
    free(out);
}

Test(people, a_text_beside_a_name_goes_on_below_itself)
{
    char *out = NULL;
    size_t size;
    FILE *file = open_memstream(&out, &size);

    people_print_beside(file, "  name", 71, "one two three");
    people_print_beside(file, "  n", 5, "longerthanthewholelineof78bytes");
    fclose(file);
    cr_assert_str_eq(
        out, "  name                                                                 one two\n"
             "                                                                       three\n"
             "  n  longerthanthewholelineof78bytes\n");
    free(out);
}
