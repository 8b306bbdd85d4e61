#include <criterion/criterion.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "observe/matching.h"

enum { SIDE_MAX = 7 };

/* A plain generator, so that this test needs nothing else of the project. */
static double draw(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static double total(const double *cost, size_t rows, size_t columns, const size_t column[])
{
    double sum = 0.0;

    for (size_t i = 0; i < rows; i++)
        sum += cost[i * columns + column[i]];
    return sum;
}

static bool are_distinct(const size_t column[], size_t rows, size_t columns)
{
    for (size_t i = 0; i < rows; i++) {
        if (column[i] >= columns)
            return false;
        for (size_t j = 0; j < i; j++)
            if (column[i] == column[j])
                return false;
    }
    return true;
}

/* The least cost of rows `row`.. by trying everything. */
static double best(const double *cost, size_t rows, size_t columns, size_t row, unsigned taken)
{
    double least = row == rows ? 0.0 : HUGE_VAL;

    for (size_t j = 0; row < rows && j < columns; j++) {
        if (!(taken >> j & 1U)) {
            least = fmin(least, cost[row * columns + j] +
                                    best(cost, rows, columns, row + 1, taken | 1U << j));
        }
    }
    return least;
}

static void solve(const double *cost, size_t rows, size_t columns, size_t column[])
{
    void *scratch = malloc(matching_scratch(rows, columns));

    cr_assert_not_null(scratch);
    matching_solve(cost, rows, columns, column, scratch);
    free(scratch);
    cr_assert(are_distinct(column, rows, columns));
}

static void agrees_with_brute_force(size_t rows, size_t columns, double levels, uint64_t *state)
{
    double cost[SIDE_MAX * SIDE_MAX];
    size_t column[SIDE_MAX];

    for (size_t i = 0; i < rows * columns; i++) {
        const double u = draw(state) * 6.4 - 2.385;
        cost[i] = levels > 0.0 ? floor(u * levels) : u;
    }
    solve(cost, rows, columns, column);
    cr_expect_float_eq(total(cost, rows, columns, column), best(cost, rows, columns, 0, 0), 1e-12,
                       "%zu x %zu", rows, columns);
}

Test(matching, agrees_with_brute_force_up_to_seven)
{
    uint64_t state = 2385;

    for (size_t columns = 1; columns <= SIDE_MAX; columns++) {
        for (size_t rows = 1; rows <= columns; rows++) {
            for (int round = 0; round < 6; round++) {
                agrees_with_brute_force(rows, columns, 0.0, &state);
                agrees_with_brute_force(rows, columns, 1.0, &state);  /* ties: six values */
                agrees_with_brute_force(rows, columns, 0.25, &state); /* two or three values */
            }
        }
    }
}

Test(matching, matches_nothing_when_there_are_no_rows)
{
    const double cost[1] = {0.0};
    size_t column[1] = {71};
    double scratch[16];

    cr_assert_leq(matching_scratch(0, 1), sizeof scratch);
    matching_solve(cost, 0, 1, column, scratch);
    cr_expect_eq(column[0], 71);
}

/*
 * Column prices y of a matching: shortest paths in the graph of exchanges, by Bellman and Ford.
 * They exist (no cycle of negative cost) and free columns keep price 0 exactly when it is optimal.
 */
static bool find_prices(const double *cost, size_t rows, size_t columns, const size_t column[],
                        double y[])
{
    bool changed = true;

    for (size_t j = 0; j < columns; j++)
        y[j] = 0.0;
    for (size_t round = 0; changed && round <= columns; round++) {
        changed = false;
        for (size_t i = 0; i < rows; i++) {
            for (size_t j = 0; j < columns; j++) {
                const double by =
                    y[column[i]] + cost[i * columns + j] - cost[i * columns + column[i]];
                if (by < y[j] - 1e-13) {
                    y[j] = by;
                    changed = true;
                }
            }
        }
    }
    return !changed;
}

static void is_optimal_by_duality(size_t rows, size_t columns, const double *cost)
{
    size_t column[80];
    double y[80], dual = 0.0;

    solve(cost, rows, columns, column);
    cr_assert(find_prices(cost, rows, columns, column, y), "an exchange would be cheaper");
    for (size_t i = 0; i < rows; i++) {
        const double u = cost[i * columns + column[i]] - y[column[i]];

        for (size_t j = 0; j < columns; j++)
            cr_assert_leq(u + y[j], cost[i * columns + j] + 1e-10);
        dual += u;
    }
    for (size_t j = 0; j < columns; j++) {
        cr_assert_leq(y[j], 0.0);
        dual += y[j];
    }
    /* Any feasible dual bounds every matching from below. */
    cr_expect_float_eq(dual, total(cost, rows, columns, column), 1e-9);
}

Test(matching, is_optimal_by_linear_programming_duality)
{
    double cost[60 * 80];
    uint64_t state = 71;

    for (int round = 0; round < 8; round++) {
        const double levels = round % 2 ? 12.0 : 0.0;

        for (size_t i = 0; i < sizeof cost / sizeof cost[0]; i++) {
            const double u = draw(&state) * 3.7 - 1.9;
            cost[i] = levels > 0.0 ? floor(u * levels) : u;
        }
        is_optimal_by_duality(60, 80, cost);
        is_optimal_by_duality(60, 60, cost);
    }
}

Test(matching, solves_the_classical_hard_case)
{
    double cost[60 * 60];

    /* cost = (i + 1)(j + 1) makes every augmenting path long; the optimum reverses the order. */
    for (size_t i = 0; i < 60; i++)
        for (size_t j = 0; j < 60; j++)
            cost[i * 60 + j] = (double)((i + 1) * (j + 1));
    is_optimal_by_duality(60, 60, cost);

    size_t column[60];
    solve(cost, 60, 60, column);
    for (size_t i = 0; i < 60; i++)
        cr_expect_eq(column[i], 59 - i);
}
