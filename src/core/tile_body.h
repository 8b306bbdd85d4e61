/*
 * core, private: the products of plateau/tile.h in register tiles, for the instruction set of
 * vector.h. The including file says how large a tile may be, which depends on the registers:
 *
 *   TILE_NAME, _TEXT     of the struct tile_ops that this defines, as identifier and string
 *   TILE_SIMD            the instruction set that it needs
 *   TILE_ROWS_1 .. _4    the most rows of a tile of 1 to 4 vectors; 0: not so wide
 *   TILE_VECTORS         the most vectors of a tile
 *
 * A tile is m rows of v vectors of C, held in registers while l runs: m broadcasts, v loads and m v
 * multiply-adds for each l. Tiles share the rows as evenly as possible, so that every tile is fast.
 */
#include "tiles.h"
#include "vector.h"

enum { ROWS_MAX = 12 };

#if defined(__clang__)
#define TILE_UNROLL _Pragma("clang loop unroll(full)")
#else
#define TILE_UNROLL _Pragma("GCC unroll 16")
#endif

/*
 * Computes C (+)= A B on m rows and v vectors, both known to the compiler. A(i, l) = a[i row + l
 * step]; the rows of B are ldb apart.
 */
LANES_INLINE void tile(size_t m, size_t v, bool add, size_t l, const float *a, size_t row,
                       size_t step, const float *b, size_t ldb, float *c, size_t ldc)
{
    vector sum[ROWS_MAX][TILE_VECTORS];

    TILE_UNROLL
    for (size_t i = 0; i < m; i++) {
        TILE_UNROLL
        for (size_t j = 0; j < v; j++)
            sum[i][j] = add ? vector_load(c + i * ldc + j * VECTOR_FLOATS) : vector_same(0.0F);
    }
    for (size_t at = 0; at < l; at++) {
        vector x[TILE_VECTORS];

        TILE_UNROLL
        for (size_t j = 0; j < v; j++)
            x[j] = vector_load(b + at * ldb + j * VECTOR_FLOATS);
        TILE_UNROLL
        for (size_t i = 0; i < m; i++) {
            const vector s = vector_same(a[i * row + at * step]);

            TILE_UNROLL
            for (size_t j = 0; j < v; j++)
                sum[i][j] = vector_multiply_add(s, x[j], sum[i][j]);
        }
    }
    TILE_UNROLL
    for (size_t i = 0; i < m; i++) {
        TILE_UNROLL
        for (size_t j = 0; j < v; j++)
            vector_store(c + i * ldc + j * VECTOR_FLOATS, sum[i][j]);
    }
}

typedef void tile_function(size_t l, const float *a, size_t lda, const float *b, size_t ldb,
                           float *c, size_t ldc);

/* For m rows and v vectors: C = A B with A [m x l], and C += A^T B with A [l x m]. */
#define DEFINE_TILE(m, v)                                                                          \
    static void multiply_##m##_##v(size_t l, const float *a, size_t lda, const float *b,           \
                                   size_t ldb, float *c, size_t ldc)                               \
    {                                                                                              \
        tile(m, v, false, l, a, lda, 1, b, ldb, c, ldc);                                           \
    }                                                                                              \
    static void accumulate_##m##_##v(size_t l, const float *a, size_t lda, const float *b,         \
                                     size_t ldb, float *c, size_t ldc)                             \
    {                                                                                              \
        tile(m, v, true, l, a, 1, lda, b, ldb, c, ldc);                                            \
    }

#define EACH_0(do, v)
#define EACH_2(do, v)                                                                              \
    do                                                                                             \
    (1, v) do(2, v)
#define EACH_4(do, v) EACH_2(do, v) do(3, v) do(4, v)
#define EACH_6(do, v) EACH_4(do, v) do(5, v) do(6, v)
#define EACH_8(do, v) EACH_6(do, v) do(7, v) do(8, v)
#define EACH_12(do, v) EACH_8(do, v) do(9, v) do(10, v) do(11, v) do(12, v)
#define EACH_AGAIN(rows, do, v) EACH_##rows(do, v)
#define EACH(rows, do, v) EACH_AGAIN(rows, do, v)
#define EACH_TILE(do)                                                                              \
    EACH(TILE_ROWS_1, do, 1)                                                                       \
    EACH(TILE_ROWS_2, do, 2) EACH(TILE_ROWS_3, do, 3) EACH(TILE_ROWS_4, do, 4)

EACH_TILE(DEFINE_TILE)

static const size_t rows_most[] = {0, TILE_ROWS_1, TILE_ROWS_2, TILE_ROWS_3, TILE_ROWS_4};

/* By vectors and rows. */
#define MULTIPLY_ENTRY(m, v) [v][m] = multiply_##m##_##v,
#define ACCUMULATE_ENTRY(m, v) [v][m] = accumulate_##m##_##v,
static tile_function *const multiply_tile[TILE_VECTORS + 1][ROWS_MAX + 1] = {
    EACH_TILE(MULTIPLY_ENTRY)};
static tile_function *const accumulate_tile[TILE_VECTORS + 1][ROWS_MAX + 1] = {
    EACH_TILE(ACCUMULATE_ENTRY)};

static size_t divide_up(size_t a, size_t b)
{
    return (a + b - 1) / b;
}

/* Returns the end of part i when `all` is cut into `parts` parts that differ by one at most. */
static size_t part_end(size_t all, size_t parts, size_t i)
{
    return all * (i + 1) / parts;
}

/*
 * Takes the columns of C in panels of up to TILE_VECTORS vectors, each panel in tiles of rows. With
 * ldb = 0, B is packed panel after panel.
 */
static void in_tiles(tile_function *const table[][ROWS_MAX + 1], size_t m, size_t n, size_t l,
                     const float *a, size_t lda, size_t row, const float *b, size_t ldb, float *c,
                     size_t ldc)
{
    const size_t vectors = divide_up(n, VECTOR_FLOATS), panels = divide_up(vectors, TILE_VECTORS);
    size_t first = 0;

    for (size_t p = 0; p < panels; p++) {
        const size_t wide = part_end(vectors, panels, p) - first;
        const size_t tiles = divide_up(m, rows_most[wide]);
        const float *panel = b + first * VECTOR_FLOATS * (ldb ? 1 : l);
        size_t begin = 0;

        for (size_t t = 0; t < tiles; t++) {
            const size_t end = part_end(m, tiles, t);

            table[wide][end - begin](l, a + begin * row, lda, panel,
                                     ldb ? ldb : wide * VECTOR_FLOATS,
                                     c + begin * ldc + first * VECTOR_FLOATS, ldc);
            begin = end;
        }
        first += wide;
    }
}

static void pack(size_t n, size_t l, float scale, const float *b, size_t row, size_t column,
                 float *packed)
{
    const size_t vectors = divide_up(n, VECTOR_FLOATS), panels = divide_up(vectors, TILE_VECTORS);
    size_t first = 0;

    for (size_t p = 0; p < panels; p++) {
        const size_t end = part_end(vectors, panels, p) * VECTOR_FLOATS;

        for (size_t i = 0; i < l; i++)
            for (size_t v = first; v < end; v++)
                *packed++ = v < n ? scale * b[i * row + v * column] : 0.0F;
        first = end;
    }
}

static void multiply(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *packed,
                     float *c, size_t ldc)
{
    in_tiles(multiply_tile, m, n, l, a, lda, lda, packed, 0, c, ldc);
}

static void accumulate(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *b,
                       size_t ldb, float *c, size_t ldc)
{
    in_tiles(accumulate_tile, m, n, l, a, lda, 1, b, ldb, c, ldc);
}

static void dot(size_t rows, size_t n, const float *a, const float *v, float *out)
{
    for (size_t r = 0; r < rows; r++, a += n) {
        vector part[VECTOR_PARTS];

        TILE_UNROLL
        for (size_t j = 0; j < VECTOR_PARTS; j++)
            part[j] = vector_same(0.0F);
        for (size_t i = 0; i < n; i += LANES) {
            TILE_UNROLL
            for (size_t j = 0; j < VECTOR_PARTS; j++)
                part[j] = vector_multiply_add(vector_load(a + i + j * VECTOR_FLOATS),
                                              vector_load(v + i + j * VECTOR_FLOATS), part[j]);
        }
        out[r] = vector_fold(part);
    }
}

static void scale(size_t rows, size_t n, const float *by, const float *v, float *b)
{
    for (size_t r = 0; r < rows; r++, b += n) {
        const vector s = vector_same(by[r]);

        for (size_t i = 0; i < n; i += VECTOR_FLOATS)
            vector_store(b + i, vector_load(b + i) * (s * vector_load(v + i)));
    }
}

/* Runs as many independent chains as two units of latency 4 need, and some more. */
static void burn(size_t rounds, float *out)
{
    const vector half = vector_same(0.5F), two = vector_same(2.0F);
    vector sum[TILE_BURN];

    TILE_UNROLL
    for (size_t i = 0; i < TILE_BURN; i++)
        sum[i] = vector_same((float)i);
    for (size_t r = 0; r < rounds; r++) {
        TILE_UNROLL
        for (size_t i = 0; i < TILE_BURN; i++)
            sum[i] = vector_multiply_add(sum[i], half, two);
    }
    TILE_UNROLL
    for (size_t i = 0; i < TILE_BURN; i++)
        vector_store(out + i * VECTOR_FLOATS, sum[i]);
}

const struct tile_ops TILE_NAME = {
    .name = TILE_TEXT,
    .simd = TILE_SIMD,
    .lanes = VECTOR_FLOATS,
    .pack = pack,
    .multiply = multiply,
    .accumulate = accumulate,
    .dot = dot,
    .scale = scale,
    .burn = burn,
};
