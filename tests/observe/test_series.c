#include <criterion/criterion.h>
#include <string.h>

#include "plateau/series.h"

/* src/app/README.md, rows: scripts rely on them. */
static const char *const columns[] = {
    "train", "eps",    "eps_se",    "eps_gibbs",    "eps_mean",    "q",          "r2",  "q_v1",
    "q_v2",  "q_v3",   "q_v4",      "q_v5",         "q_v6",        "q_null",     "uni", "spe",
    "opt",   "accept", "step_size", "energy_error", "divergences", "tree_depth",
};

Test(series, has_the_columns_of_the_interface_in_order)
{
    cr_assert_eq(sizeof columns / sizeof columns[0], SERIES_COUNT);
    for (size_t s = 0; s < SERIES_COUNT; s++) {
        cr_expect_str_eq(series_column((enum series)s), columns[s]);
        cr_expect_gt(strlen(series_title((enum series)s)), 2);
    }
    cr_expect_eq(Q_GROUPS_MAX, 6);
}
