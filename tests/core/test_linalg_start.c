/* The start of OpenBLAS before main, and the choice of its kernels afterwards. */
#define _GNU_SOURCE 1 /* for environ. NOLINT(bugprone-reserved-identifier) */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/linalg_start.h"
#include "plateau/linalg.h"
#include "plateau/simd.h"

Test(linalg_start, lends_the_place_of_a_variable_that_no_library_reads)
{
    char home[] = "HOME=/root", last[] = "_=/bin/true", path[] = "LD_LIBRARY_PATH=/lib";
    char map[] = "BXFI_MAP=7", own[] = "OPENBLAS_NUM_THREADS=7",
         core[] = "OPENBLAS_CORETYPE=Haswell";
    char *plain[] = {home, last, path, map, NULL}, *set[] = {home, own, last, NULL};
    char *needed[] = {path, core, map, NULL}, *empty[] = {NULL};

    cr_expect_eq(linalg_start_slot(plain), plain + 1);
    cr_expect_eq(linalg_start_slot(set), set + 1);
    cr_expect_null(linalg_start_slot(needed));
    cr_expect_null(linalg_start_slot(empty));
}

/* This program was started likewise. */
Test(linalg_start, gives_the_place_back)
{
    for (char **at = environ; *at; at++)
        cr_expect_neq(strcmp(*at, "OPENBLAS_NUM_THREADS=1"), 0);
}

Test(linalg_start, leaves_old_kernels_where_the_processor_can_do_better)
{
    cr_expect_str_eq(linalg_start_core("Prescott", true, true), "SkylakeX");
    cr_expect_str_eq(linalg_start_core("Prescott", true, false), "Haswell");
    cr_expect_null(linalg_start_core("Prescott", false, false));
    cr_expect_null(linalg_start_core("Zen", true, true));
    cr_expect_null(linalg_start_core("Cooperlake", true, true));
    cr_expect_null(linalg_start_core("Haswell", true, true));
}

Test(linalg_start, takes_other_kernels_and_computes_with_them)
{
    double a[] = {2.0, 1.0, 1.0, 2.0}, value[2];
    static double scratch[1000];

    if (!simd_is_here(SIMD_AVX2))
        cr_skip_test("no AVX2");
    cr_assert_leq(linalg_eigen_scratch(2), sizeof scratch);
    unsetenv("OPENBLAS_CORETYPE");
    linalg_start_take("Prescott");
    cr_assert_str_eq(linalg_core(), "Prescott");
    cr_expect_null(getenv("OPENBLAS_CORETYPE"));
    linalg_start_take("Haswell");
    cr_assert_str_eq(linalg_core(), "Haswell");
    linalg_init();
    cr_assert_eq(linalg_eigen(2, a, value, scratch), STATUS_OK);
    cr_expect_float_eq(value[0], 1.0, 1e-15);
    cr_expect_float_eq(value[1], 3.0, 1e-15);
}
