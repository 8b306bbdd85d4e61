#include <criterion/criterion.h>
#include <math.h>

#include "plateau/branch.h"

Test(branch, is_named_by_the_place_between_the_logarithms)
{
    /* universal .16, specialised .0025: a ratio of 64; .2 and .8 of it are factors 2.297 and 27.86.
     */
    cr_expect_str_eq(branch_of(0.16, 0.16, 0.0025), "universal");
    cr_expect_str_eq(branch_of(0.19, 0.16, 0.0025), "universal");
    cr_expect_str_eq(branch_of(0.16 / 2.28, 0.16, 0.0025), "universal");
    cr_expect_str_eq(branch_of(0.16 / 2.31, 0.16, 0.0025), "between");
    cr_expect_str_eq(branch_of(0.16 / 27.7, 0.16, 0.0025), "between");
    cr_expect_str_eq(branch_of(0.16 / 28.1, 0.16, 0.0025), "specialised");
    cr_expect_str_eq(branch_of(0.001, 0.16, 0.0025), "specialised");
}

Test(branch, is_empty_where_theory_or_the_error_does_not_tell)
{
    const double none = (double)NAN;

    cr_expect_str_eq(branch_of(0.1, none, 0.0025), "");
    cr_expect_str_eq(branch_of(0.1, 0.16, none), "");
    cr_expect_str_eq(branch_of(none, 0.16, 0.0025), "");
    cr_expect_str_eq(branch_of(0.0, 0.16, 0.0025), "");
    cr_expect_str_eq(branch_of(0.16, 0.16, 0.16 / 1.05), ""); /* ln 1.05 = .0488 */
    cr_expect_str_neq(branch_of(0.16, 0.16, 0.16 / 1.06), "");
}
