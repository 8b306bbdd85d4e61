#include <criterion/criterion.h>

#include "plateau/nearest.h"

static const char *nearest(const char *key)
{
    static const char *const names[] = {"alpha", "algorithm", "d", "run", "lr", "presets"};
    struct nearest found = nearest_to(key);

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        nearest_offer(&found, names[i]);
    return found.name;
}

Test(nearest, forgives_two_edits)
{
    cr_assert_str_eq(nearest("alhpa"), "alpha");
    cr_assert_str_eq(nearest("alpha"), "alpha");
    cr_assert_str_eq(nearest("alph"), "alpha");
    cr_assert_str_eq(nearest("aalgorithmm"), "algorithm");
    cr_assert_str_eq(nearest("rnu"), "run");
    cr_assert_str_eq(nearest("preset"), "presets");
}

Test(nearest, a_name_left_off_half_way_is_found)
{
    struct nearest found = nearest_to("vers");

    nearest_offer(&found, "keys");
    nearest_offer(&found, "version");
    nearest_offer(&found, "verbose");
    cr_assert_str_eq(found.name, "version");
    cr_assert_str_eq(nearest("algo"), "algorithm");
    found = nearest_to("ve");
    nearest_offer(&found, "version");
    cr_assert_null(found.name, "two letters begin too much");
}

Test(nearest, finds_nothing_that_is_far)
{
    cr_assert_null(nearest("theory"));
    cr_assert_null(nearest("xyz"));
    cr_assert_null(nearest("a very long word that nobody would ever take for a parameter name of "
                           "this program"));
}

Test(nearest, does_not_take_a_name_that_shares_no_letter)
{
    cr_assert_null(nearest("x"));
    cr_assert_null(nearest("ab"));
    cr_assert_null(nearest(""));
}

Test(nearest, the_first_of_equally_near_ones_stays)
{
    struct nearest found = nearest_to("lz");

    nearest_offer(&found, "lr");
    nearest_offer(&found, "ls");
    cr_assert_str_eq(found.name, "lr");
}
