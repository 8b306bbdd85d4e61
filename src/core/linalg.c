#include "plateau/linalg.h"

#include <assert.h>
#include <cblas.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "linalg_start.h"
#include "plateau/product.h"
#include "plateau/simd.h"

/* OpenBLAS counts in int. Every size fits, or the data would not fit the memory. */
static blasint count(size_t n)
{
    assert(n <= INT_MAX);
    return (blasint)n;
}

/* BLAS insists on a stride of at least one, even for an empty matrix. */
static blasint stride(size_t columns)
{
    return columns ? count(columns) : 1;
}

/* Ends OpenBLAS's own threads. Exported by its pthread build, declared in no header. */
extern int blas_thread_shutdown_(void) __attribute__((weak));

/*
 * LAPACK is in OpenBLAS, but its C header is a package of its own. Fortran: everything by address,
 * columns first, which a symmetric matrix does not notice. The last arguments are the lengths of
 * the strings.
 */
extern void dsyevd_(const char *job, const char *half, const blasint *n, double *a,
                    const blasint *lda, double *value, double *work, const blasint *work_size,
                    blasint *whole, const blasint *whole_size, blasint *info, size_t job_length,
                    size_t half_length);

/* Keeps the kernels that the user asked for. */
static const char *better_core(void)
{
    /* Before any other thread. NOLINTNEXTLINE(concurrency-mt-unsafe) */
    const char *asked = getenv("OPENBLAS_CORETYPE");

    if (asked && *asked)
        return NULL;
    return linalg_start_core(linalg_core(), simd_is_here(SIMD_AVX2), simd_is_here(SIMD_AVX512));
}

void linalg_init(void)
{
    const char *better = better_core();

    if (better)
        linalg_start_take(better);
    openblas_set_num_threads(1);
    /* Where the library has started threads nevertheless, they would take the process's signals,
     * which every thread of ours blocks. */
    if (blas_thread_shutdown_)
        blas_thread_shutdown_();
}

const char *linalg_core(void)
{
    return openblas_get_corename();
}

const char *linalg_version(void)
{
    return openblas_get_config();
}

void linalg_product_nt(size_t m, size_t n, size_t l, float scale, const float *a, size_t lda,
                       const float *b, size_t ldb, float *c, size_t ldc)
{
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, count(m), count(n), count(l), scale, a,
                stride(lda), b, stride(ldb), 0.0F, c, stride(ldc));
}

void linalg_accumulate_tn(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *b,
                          size_t ldb, float *c, size_t ldc)
{
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, count(m), count(n), count(l), 1.0F, a,
                stride(lda), b, stride(ldb), 1.0F, c, stride(ldc));
}

/* LAPACK may never return from a matrix that is not finite. */
static bool is_finite(const double *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(at[i]))
            return false;
    return true;
}

/*
 * Subtracts a scaled row of the factor U from the rows below it. The lanes are independent of one
 * another, so that every compiler gives the same result.
 */
static void take_off(size_t n, size_t k, double *a)
{
    const double *row = a + k * n;

    for (size_t i = k + 1; i < n; i++) {
        const double by = row[i];

        for (size_t j = i; j < n; j++)
            a[i * n + j] -= by * row[j];
    }
}

/* Computes A = U^T U in the upper half; returns false when a pivot is not positive. */
static bool factor(size_t n, double *a)
{
    for (size_t k = 0; k < n; k++) {
        const double pivot = a[k * n + k];

        if (!(pivot > 0.0) || !isfinite(pivot))
            return false;
        const double root = sqrt(pivot);
        for (size_t j = k; j < n; j++)
            a[k * n + j] /= root;
        take_off(n, k, a);
    }
    return true;
}

enum status linalg_solve(size_t n, double *a, double *b)
{
    if (!is_finite(a, n * n) || !is_finite(b, n) || !factor(n, a))
        return STATUS_DIVERGED;
    for (size_t k = 0; k < n; k++) { /* U^T z = b */
        b[k] /= a[k * n + k];
        for (size_t j = k + 1; j < n; j++)
            b[j] -= a[k * n + j] * b[k];
    }
    for (size_t k = n; k-- > 0;) { /* U x = z */
        for (size_t j = k + 1; j < n; j++)
            b[k] -= a[k * n + j] * b[j];
        b[k] /= a[k * n + k];
    }
    return STATUS_OK;
}

/* Returns how many doubles dsyevd needs to find the vectors, too. */
static size_t eigen_doubles(size_t n)
{
    return 1 + 6 * n + 2 * n * n;
}

static size_t eigen_integers(size_t n)
{
    return 3 + 5 * n;
}

size_t linalg_eigen_scratch(size_t n)
{
    return eigen_doubles(n) * sizeof(double) + eigen_integers(n) * sizeof(blasint);
}

enum status linalg_eigen(size_t n, double *a, double *value, void *scratch)
{
    const blasint size = count(n), ld = stride(n);
    const blasint doubles = count(eigen_doubles(n)), integers = count(eigen_integers(n));
    double *work = scratch;
    blasint *whole = (blasint *)(void *)(work + doubles);
    blasint info = 0;

    if (!is_finite(a, n * n))
        return STATUS_DIVERGED;
    dsyevd_("V", "U", &size, a, &ld, value, work, &doubles, whole, &integers, &info, 1, 1);
    return info == 0 ? STATUS_OK : STATUS_DIVERGED;
}

void linalg_compose(size_t n, const double *v, const double *value, double *a, double *scratch)
{
    for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < n; i++)
            scratch[j * n + i] = value[j] * v[j * n + i];
    product_tn(n, n, n, v, scratch, a);
}
