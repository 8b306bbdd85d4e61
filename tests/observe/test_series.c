#include <criterion/criterion.h>
#include <string.h>

#include "plateau/series.h"

/* src/app/README.md, rows: scripts rely on these names. Their order means nothing, and more may
 * come. */
static const char *const columns[] = {
    "train",    "eps",          "eps_se",     "eps_gibbs",    "eps_mean",    "q",          "r2",
    "q_v1",     "q_v2",         "q_v3",       "q_v4",         "q_v5",        "q_v6",       "q1",
    "q2",       "q21",          "q3",         "q4",           "q_null",      "uni",        "spe",
    "opt",      "accept",       "step_size",  "energy_error", "divergences", "tree_depth", "bfmi",
    "gradient", "update_ratio", "iterations", "spectrum",
};

static bool is_column(const char *name)
{
    size_t count = 0;

    for (enum series s = 0; s < SERIES_COUNT; s++)
        count += strcmp(series_column(s), name) == 0;
    return count == 1;
}

Test(series, keeps_the_columns_that_scripts_rely_on)
{
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        cr_expect(is_column(columns[i]), "%s", columns[i]);
    cr_expect_eq(Q_GROUPS_MAX, 6);
}

Test(series, has_names_for_files_and_for_people)
{
    for (enum series s = 0; s < SERIES_COUNT; s++) {
        const char *name = series_column(s);

        cr_expect(is_column(name), "%s stands twice", name);
        cr_expect_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789"), strlen(name), "%s",
                     name);
        cr_expect_gt(strlen(series_title(s)), 2, "%s", name);
    }
}

Test(series, are_those_that_a_network_has)
{
    static const enum series deep[] = {SERIES_Q1, SERIES_Q2, SERIES_Q3, SERIES_Q4};

    for (size_t layers = 1; layers <= 4; layers++) {
        for (size_t l = 0; l < 4; l++) {
            cr_expect_eq(series_of_layer(l), deep[l]);
            cr_expect_eq(series_exists(deep[l], layers, 1), layers > 1 && l < layers);
        }
        cr_expect_eq(series_exists(SERIES_Q21, layers, 1), layers == 2);
        cr_expect(series_exists(SERIES_Q, layers, 1) && series_exists(SERIES_OPT, layers, 0));
    }
    cr_expect(series_exists(SERIES_Q_V2, 1, 2));
    cr_expect_not(series_exists(SERIES_Q_V3, 1, 2));
}

Test(series, of_groups_are_order_parameters)
{
    for (size_t g = 0; g < Q_GROUPS_MAX; g++) {
        cr_expect_eq(series_family(series_of_group(g)), SERIES_OF_ORDER);
        cr_expect_eq(series_exists(series_of_group(g), 1, 3), g < 3);
    }
    cr_expect_eq(series_family(SERIES_EPS), SERIES_OF_ERROR);
    cr_expect_eq(series_family(SERIES_OPT), SERIES_OF_THEORY);
    cr_expect_eq(series_family(SERIES_ACCEPT), SERIES_OF_LEARNER);
}
