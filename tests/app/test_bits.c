/* The summary of a run on each kernel of OpenBLAS, number of threads and kernel of gradients. The
 * long version: tests/slow/bits.sh. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "tiles.h"

/* Blanks the value of a key, which may differ. */
static void blank(char *text, const char *key)
{
    char *at = strstr(text, key);

    cr_assert_not_null(at, "%s", key);
    for (at += strlen(key); *at && *at != ',' && *at != '}'; at++)
        *at = ' ';
}

/* owned by the caller */
static char *summary_of(const char *core, size_t threads, const char *kernel, const char *words)
{
    static struct program_end outcome;
    char line[512];

    setenv("OPENBLAS_CORETYPE", core, 1);
    snprintf(line, sizeof line, "run %s --threads %zu --kernel %s --quiet --json", words, threads,
             kernel);
    program_run_line(&outcome, line);
    cr_assert_eq(outcome.status, 0, "%s: %s", line, outcome.err);

    /* Blanks of a value have its length, which may differ, too. */
    char *kept = malloc(sizeof outcome.out), *to = kept;
    cr_assert_not_null(kept);
    for (const char *const *key =
             (const char *const[]){"\"seconds\":", "\"kernel\":", "\"blas\":", NULL};
         *key; key++)
        blank(outcome.out, *key);
    for (const char *from = outcome.out; *from; from++)
        if (*from != ' ')
            *to++ = *from;
    *to = '\0';
    return kept;
}

static void expect_same(const char *wanted, const char *core, size_t threads, const char *kernel,
                        const char *words)
{
    char *other = summary_of(core, threads, kernel, words);

    cr_expect_str_eq(other, wanted, "%s: %s, %zu threads, %s", words, core, threads, kernel);
    free(other);
}

static void does_not_depend_on_the_machine(const char *words)
{
    char *wanted = summary_of("Prescott", 1, "scalar", words);

    if (simd_is_here(SIMD_AVX2)) {
        expect_same(wanted, "Haswell", 2, "avx2", words);
        expect_same(wanted, "Haswell", 3, "avx2", words);
    }
    if (simd_is_here(SIMD_AVX512))
        expect_same(wanted, "SkylakeX", 8, "avx512", words);
    free(wanted);
}

/* 14400 rows are 18 chunks in two groups. */
Test(bits, of_a_run_do_not_depend_on_the_machine)
{
    does_not_depend_on_the_machine("first-light -s d=12 -s alpha=100 -s test=200 --steps 3");
    does_not_depend_on_the_machine("hmc-escape -s d=15 -s test=200 --steps 2");
    does_not_depend_on_the_machine("two-layer-adam -s d=15 -s test=200 --steps 3");
}

/*
 * The eigenvalues come from LAPACK, so that OpenBLAS's kernels are the same here. 51750 rows make
 * twice as many chunks as few rows.
 */
Test(bits, of_gamp_rie_do_not_depend_on_threads_and_tiles)
{
    static const char words[] = "gamp-rie -s d=15 -s alpha=230 -s test=200 --steps 3";
    char *wanted = summary_of("Prescott", 1, "scalar", words);

    if (simd_is_here(SIMD_AVX2))
        expect_same(wanted, "Prescott", 3, "avx2", words);
    if (simd_is_here(SIMD_AVX512))
        expect_same(wanted, "Prescott", 2, "avx512", words);
    free(wanted);
}
