#include "plateau/linalg.h"

#include <assert.h>
#include <cblas.h>
#include <limits.h>

/* OpenBLAS counts in int; all our sizes fit, or the data would not fit the memory. */
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

void linalg_init(void)
{
    openblas_set_num_threads(1);
    /* They were started when the library was loaded, and would take the process's signals, which
     * every thread of ours blocks. */
    if (blas_thread_shutdown_)
        blas_thread_shutdown_();
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

void linalg_gram(size_t m, size_t n, size_t l, double scale, const double *a, const double *b,
                 double *c)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, count(m), count(n), count(l), scale, a,
                stride(l), b, stride(l), 0.0, c, stride(n));
}
