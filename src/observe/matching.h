/*
 * observe, private: the exact rectangular assignment (Hungarian method, shortest augmenting paths).
 * Any thread; pure functions.
 */
#ifndef PLATEAU_OBSERVE_MATCHING_H
#define PLATEAU_OBSERVE_MATCHING_H

#include <stddef.h>

/**
 * Minimises sum_i cost[i][column[i]] over distinct columns.
 * cost     [rows x columns] row-major, finite, rows <= columns
 * column   out, [rows]
 * scratch  [matching_scratch(rows, columns)] bytes, 8-byte aligned
 * O(rows^2 columns).
 */
void matching_solve(const double *cost, size_t rows, size_t columns, size_t column[],
                    void *scratch);
size_t matching_scratch(size_t rows, size_t columns);

#endif
