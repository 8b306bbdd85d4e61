/*
 * GAMP-RIE, arXiv 2505.24849: approximate message passing for the matrix S0 = W0^T diag(v) W0 /
 * sqrt(k d) of a teacher with one hidden layer. It does not look for neurons, and reaches the
 * universal branch. One step is one iteration (3), over all rows; mu_l = E[sigma(z) He_l(z)].
 *
 *   (1) r = y - mu_0 sum v / sqrt k;  w1 = argmin |r - mu_1 X w1 / sqrt d|^2 + D1 |w1|^2,
 *       D1 = Delta + E sigma^2 - mu_0^2 - mu_1^2;  then r <- r - mu_1 X w1 / sqrt d
 *   (2) t = 2 r / mu_2 = b(S0) + noise of variance D2 = 4 (Delta + g(1)) / mu_2^2,
 *       b_i(S) = (x_i^T S x_i - tr S) / sqrt d;  start S = sqrt(gamma) E v, c = 1, G = 0
 *   (3) V = 2 c, omega = b(S) - V G, G = (t - omega) / (D2 + V), x = 4 alpha mean G^2,
 *       R = S + 2 / (x d^(3/2)) sum_i G_i (x_i x_i^T - 1),
 *       S <- U diag(xi_x) U^T of R (src/channel), c = mmse_S(x);  damping mixes omega, S, c
 *   (4) where this works R = S0 + (Wigner noise) / sqrt(x), so that
 *       |R|_F^2 / d = mean v^2 + (sum v)^2 / (k d) + 1 / x, up to O(1/d)
 *
 * Products over the data are float32: their errors, 1e-6 of S, are far below the noise of any one
 * row and below 1e-4, where the iteration ends. Arrays of d x d are float64. The channel allocates
 * the nodes of its spectrum in every step: at most a megabyte, beside a pass over all the data.
 */
#include <math.h>

#include "plateau/chunks.h"
#include "plateau/given.h"
#include "plateau/linalg.h"
#include "plateau/mmse.h"
#include "plateau/quadratic.h"
#include "plateau/quadrature.h"
#include "registry.h"

enum { DAMPING, CHUNKS_LEAST = 8, ROWS_OF_LEAST = 24576 };

static const struct param_spec params[] = {
    [DAMPING] = {.name = "damping",
                 .kind = PARAM_REAL,
                 .initial = "0",
                 .min = 0,
                 .max = 0.99,
                 .change = PARAM_LIVE,
                 .unit = "",
                 .help = "share of the last iteration that is kept; 0 is off"},
};

/* Below this |dS|_F^2 / d it has converged and stands still. */
static const double still = 1e-8;

/* Smaller orders of the activation are rounding, and smaller noise cannot be weighed. */
static const double least_order = 1e-9;
static const double least_noise = 1e-9;

/* One row of data: its target, its mean field, and the message G. */
struct gamp_row {
    float target, omega, message;
};

/*
 * One flat block: this struct, then the arrays of `struct gamp_parts`. Arrays whose size depends on
 * n come last, and the rows before scratch: a longer block keeps its rows, and their messages stay
 * valid when new rows come.
 */
struct gamp {
    double constant, slope, curvature; /* mu_0 sum v / sqrt k, mu_1, mu_2 */
    double ridge, noise;               /* D1, D2 */
    double unknown;                    /* c, the error of S */
    double moved;                      /* |dS|_F^2 / d of the last iteration */
    double size;                       /* |S|_F^2 / d of the new S, before damping */
    double spectrum;                   /* sum of R's eigenvalues^2 / d over the value in (4) */
    uint64_t iterations;               /* since the start */
    uint64_t seen;                     /* rows with an omega */
};

/*
 * The arrays of the state. `work` holds first S packed, with the sums and a block of rows of each
 * chunk; then the scratch of the decomposition; then the new S.
 */
struct gamp_parts {
    struct gamp *gamp;
    double *matrix;       /* S [d x d] */
    double *linear;       /* w1 [d] */
    double *next;         /* R [d x d], its eigenvectors */
    double *value;        /* [d] */
    double *readout, *p;  /* [k], v0 and 1/k */
    struct gamp_row *row; /* [n] */
    void *work;
    double *projection; /* of the ridge: sum r_i x_i of each chunk, [chunks x d] */
};

/*
 * Returns into how many chunks n rows are cut: eight of 3072 rows or more each, or a multiple of
 * eight.
 */
static size_t chunks_of(size_t n)
{
    const size_t eights = n / ROWS_OF_LEAST;

    return CHUNKS_LEAST * (eights < 1                           ? 1
                           : eights < CHUNKS_MAX / CHUNKS_LEAST ? eights
                                                                : CHUNKS_MAX / CHUNKS_LEAST);
}

/* Returns the floats of one chunk in `work`: its sums, and a block of rows. */
static size_t chunk_floats(size_t d)
{
    return (d + QUADRATIC_ROWS) * tile_padded(d);
}

static size_t whole_lines(size_t bytes)
{
    return (bytes + 63) / 64 * 64;
}

static size_t work_bytes(size_t d, size_t n)
{
    const size_t sums = (quadratic_packed(d) + chunks_of(n) * chunk_floats(d)) * sizeof(float);
    const size_t eigen = linalg_eigen_scratch(d); /* more than 2 d^2 doubles */

    return whole_lines(sums > eigen ? sums : eigen);
}

/* Returns the bytes in front of `work`: everything that outlives a step. */
static size_t lasting_bytes(const struct task *task)
{
    const size_t d = task->given->data.d, k = task->given->readouts;

    return whole_lines(sizeof(struct gamp) + (2 * d * d + 2 * d + 2 * k) * sizeof(double) +
                       task->given->data.n * sizeof(struct gamp_row));
}

static struct gamp_parts parts_of(void *state, const struct task *task)
{
    const size_t d = task->given->data.d, k = task->given->readouts;
    struct gamp *gamp = state;
    double *at = (double *)(void *)(gamp + 1);
    struct gamp_parts parts = {.gamp = gamp, .matrix = at};

    parts.linear = parts.matrix + d * d;
    parts.next = parts.linear + d;
    parts.value = parts.next + d * d;
    parts.readout = parts.value + d;
    parts.p = parts.readout + k;
    parts.row = (struct gamp_row *)(void *)(parts.p + k);
    parts.work = (char *)state + lasting_bytes(task);
    parts.projection = (double *)(void *)((char *)parts.work + work_bytes(d, task->given->data.n));
    return parts;
}

static size_t state_size(const struct task *task)
{
    const size_t d = task->given->data.d, n = task->given->data.n;

    return lasting_bytes(task) + work_bytes(d, n) + chunks_of(n) * d * sizeof(double);
}

/* The sums of a chunk beside its matrix. */
struct chunk {
    double message, square; /* sum G, sum G^2 */
};

/* One pass over the data, which the team shares. Chunks, and so the bits, depend on n alone. */
struct gamp_pass {
    const struct task *task;
    struct gamp_parts parts;
    const struct tile_ops *tiles;
    size_t chunks, stride; /* stride: d rounded up to whole lanes */
    double trace;
    struct chunk chunk[CHUNKS_MAX];
    /** Takes rows <= QUADRATIC_ROWS rows; sums [d x stride], block [QUADRATIC_ROWS x stride]. */
    void (*visit)(struct gamp_pass *pass, size_t chunk, size_t first, size_t rows, float *sums,
                  float *block);
};

static struct gamp_pass pass_begin(const struct gamp_parts *parts, const struct task *task)
{
    return (struct gamp_pass){.task = task,
                              .parts = *parts,
                              .tiles = kernel_tiles(task->given->kernel),
                              .chunks = chunks_of(task->given->data.n),
                              .stride = tile_padded(task->given->data.d)};
}

static void run_chunk(void *context, size_t chunk, size_t thread)
{
    struct gamp_pass *pass = context;
    const size_t n = pass->task->given->data.n, d = pass->task->given->data.d;
    const size_t end = (chunk + 1) * n / pass->chunks;
    float *sums = (float *)pass->parts.work + quadratic_packed(d) + chunk * chunk_floats(d);

    (void)thread;
    for (size_t i = 0; i < d * pass->stride; i++)
        sums[i] = 0.0F;
    for (size_t first = chunk * n / pass->chunks; first < end; first += QUADRATIC_ROWS) {
        const size_t rows = end - first < QUADRATIC_ROWS ? end - first : QUADRATIC_ROWS;

        pass->visit(pass, chunk, first, rows, sums, sums + d * pass->stride);
    }
}

static void pass_run(struct gamp_pass *pass)
{
    team_run(pass->task->given->team, pass->chunks, run_chunk, pass);
}

/* Computes out [d x d] = factor * the sums of all chunks. */
static void add_chunks(const struct gamp_pass *pass, double factor, double *out)
{
    const size_t d = pass->task->given->data.d;
    const float *sums = (const float *)pass->parts.work + quadratic_packed(d);
    double part[CHUNKS_MAX];

    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j < d; j++) {
            for (size_t c = 0; c < pass->chunks; c++)
                part[c] = (double)sums[c * chunk_floats(d) + i * pass->stride + j];
            out[i * d + j] = factor * chunks_sum(part, pass->chunks);
        }
    }
}

/*
 * Adds X^T diag(by) X of rows x to sums; by = NULL is 1. It copies the weighted rows to `block`,
 * whose rows are whole lanes; those of x may end where the data ends.
 */
static void add_squares(const struct gamp_pass *pass, const float *x, const float *by, size_t rows,
                        float *block, float *sums)
{
    const size_t d = pass->task->given->data.d, stride = pass->stride;

    for (size_t i = 0; i < rows; i++) {
        const float weight = by ? by[i] : 1.0F;

        for (size_t j = 0; j < d; j++)
            block[i * stride + j] = weight * x[i * d + j];
        for (size_t j = d; j < stride; j++)
            block[i * stride + j] = 0.0F;
    }
    pass->tiles->accumulate(d, d, rows, x, d, block, stride, sums, stride);
}

/* ---- items 1 and 2: the linear part, and what is left for S -------------------------------- */

static const float *row_of(const struct gamp_pass *pass, size_t first)
{
    return given_rows(pass->task->given).x + first * pass->task->given->data.d;
}

/* Computes X^T X and X^T r, r = y - constant. */
static void visit_normal(struct gamp_pass *pass, size_t chunk, size_t first, size_t rows,
                         float *sums, float *block)
{
    const size_t d = pass->task->given->data.d;
    const float *x = row_of(pass, first), *y = given_rows(pass->task->given).y + first;
    double *projection = pass->parts.projection + chunk * d;

    add_squares(pass, x, NULL, rows, block, sums);
    for (size_t i = 0; i < rows; i++) {
        const double r = (double)y[i] - pass->parts.gamp->constant;

        for (size_t j = 0; j < d; j++)
            projection[j] += r * (double)x[i * d + j];
    }
}

/* Computes t_i = 2 (r_i - mu_1 w1 . x_i / sqrt d) / mu_2. */
static void visit_targets(struct gamp_pass *pass, size_t chunk, size_t first, size_t rows,
                          float *sums, float *block)
{
    const size_t d = pass->task->given->data.d;
    const float *x = row_of(pass, first), *y = given_rows(pass->task->given).y + first;
    const struct gamp *gamp = pass->parts.gamp;
    const double slope = gamp->slope / sqrt((double)d);

    (void)chunk;
    (void)sums;
    (void)block;
    for (size_t i = 0; i < rows; i++) {
        double r = (double)y[i] - gamp->constant;

        for (size_t j = 0; j < d; j++)
            r -= slope * pass->parts.linear[j] * (double)x[i * d + j];
        pass->parts.row[first + i].target = (float)(2.0 * r / gamp->curvature);
    }
}

/*
 * Solves (mu_1^2 X^T X / d + D1) w1 = mu_1 X^T r / sqrt d. Where that is impossible, w1 becomes
 * NaN.
 */
static void solve_ridge(struct gamp_pass *pass)
{
    const struct gamp_parts *parts = &pass->parts;
    const size_t d = pass->task->given->data.d;
    const double slope = parts->gamp->slope;

    for (size_t j = 0; j < pass->chunks * d; j++)
        parts->projection[j] = 0.0;
    pass->visit = visit_normal;
    pass_run(pass);
    add_chunks(pass, slope * slope / (double)d, parts->next);
    for (size_t j = 0; j < d; j++) {
        double part[CHUNKS_MAX];

        for (size_t c = 0; c < pass->chunks; c++)
            part[c] = parts->projection[c * d + j];
        parts->linear[j] = slope * chunks_sum(part, pass->chunks) / sqrt((double)d);
        parts->next[j * d + j] += parts->gamp->ridge;
    }
    if (linalg_solve(d, parts->next, parts->linear) != STATUS_OK)
        for (size_t j = 0; j < d; j++)
            parts->linear[j] = (double)NAN;
}

/* Computes the scalars that follow from activation, readouts and noise. */
static void weigh(struct gamp *gamp, const struct given *given)
{
    const struct activation *activation = &given->student.activation[0];
    double c[3], sum = 0.0;

    quadrature_hermite(activation, c, 3);
    const double rest = quadrature_variance(activation) - c[0] * c[0] - c[1] * c[1];
    for (size_t i = 0; i < given->readouts; i++)
        sum += (double)given->readout[i];
    gamp->constant = c[0] * sum / sqrt((double)given->readouts);
    gamp->slope = c[1];
    gamp->curvature = sqrt(2.0) * c[2];
    gamp->ridge = given->data.noise + rest;
    gamp->noise = 2.0 * (given->data.noise + fmax(0.0, rest - c[2] * c[2])) / (c[2] * c[2]);
}

static void prepare(const struct gamp_parts *parts, const struct task *task, double *gradients)
{
    struct gamp_pass pass = pass_begin(parts, task);

    weigh(parts->gamp, task->given);
    solve_ridge(&pass);
    pass.visit = visit_targets;
    pass_run(&pass);
    parts->gamp->moved = (double)INFINITY;
    *gradients += 1.0;
}

/* S = sqrt(gamma) E v, which is known without data. */
static void init(void *state, const struct task *task, double *gradients)
{
    const struct gamp_parts parts = parts_of(state, task);
    const size_t d = task->given->data.d, k = task->given->readouts;
    double mean = 0.0;

    for (size_t i = 0; i < k; i++) {
        parts.readout[i] = (double)task->given->readout[i];
        parts.p[i] = 1.0 / (double)k;
        mean += parts.readout[i] / (double)k;
    }
    for (size_t j = 0; j < d; j++)
        parts.matrix[j * d + j] = sqrt((double)k / (double)d) * mean;
    parts.gamp->unknown = 1.0;
    prepare(&parts, task, gradients);
}

/* Keeps S, c and the messages as the start; new rows have no message yet. */
static void changed(void *state, const struct task *task, unsigned what, double *gradients)
{
    const struct gamp_parts parts = parts_of(state, task);
    const size_t n = task->given->data.n;

    if (!(what & LEARNER_DATA))
        return;
    if (parts.gamp->seen > n)
        parts.gamp->seen = n;
    for (size_t i = parts.gamp->seen; i < n; i++)
        parts.row[i].message = 0.0F;
    prepare(&parts, task, gradients);
}

/* ---- item 3: one iteration ----------------------------------------------------------------- */

/* Computes omega = b(S) - V G, G = (t - omega) / (D2 + V), V = 2 c; adds up G (x x^T - 1). */
static void visit_messages(struct gamp_pass *pass, size_t chunk, size_t first, size_t rows,
                           float *sums, float *block)
{
    const size_t d = pass->task->given->data.d;
    const struct gamp *gamp = pass->parts.gamp;
    const double spread = 2.0 * gamp->unknown, keep = pass->task->values[DAMPING];
    const float *x = row_of(pass, first);
    double b[QUADRATIC_ROWS];
    float messages[QUADRATIC_ROWS];
    struct chunk sum = pass->chunk[chunk]; /* its neighbours belong to other threads */

    quadratic_form(pass->tiles, pass->parts.work, pass->trace, x, rows, d, block, b);
    for (size_t i = 0; i < rows; i++) {
        struct gamp_row *row = &pass->parts.row[first + i];
        const double fresh = b[i] - spread * (double)row->message;
        const double omega =
            first + i < gamp->seen ? fresh + keep * ((double)row->omega - fresh) : fresh;
        const double message = ((double)row->target - omega) / (gamp->noise + spread);

        row->omega = (float)omega;
        row->message = messages[i] = (float)message;
        sum.message += message;
        sum.square += message * message;
    }
    pass->chunk[chunk] = sum;
    add_squares(pass, x, messages, rows, block, sums);
}

/*
 * Writes R = S + 2 / (x d^(3/2)) sum_i G_i (x_i x_i^T - 1) into parts.next; returns x = 4 alpha E
 * G^2.
 */
static double observe(const struct gamp_parts *parts, const struct task *task)
{
    struct gamp_pass pass = pass_begin(parts, task);
    const double d = (double)task->given->data.d;
    const size_t size = task->given->data.d;
    float *packed = parts->work;
    double message[CHUNKS_MAX], square[CHUNKS_MAX];

    pass.visit = visit_messages;
    pass.trace =
        quadratic_pack(pass.tiles, parts->matrix, size, packed + quadratic_packed(size), packed);
    pass_run(&pass);
    for (size_t c = 0; c < pass.chunks; c++) {
        message[c] = pass.chunk[c].message;
        square[c] = pass.chunk[c].square;
    }
    const double snr = 4.0 * chunks_sum(square, pass.chunks) / (d * d); /* alpha = n / d^2 */
    const double scale = 2.0 / (snr * d * sqrt(d));

    add_chunks(&pass, scale, parts->next);
    for (size_t i = 0; i < size * size; i++)
        parts->next[i] += parts->matrix[i];
    for (size_t j = 0; j < size; j++)
        parts->next[j * size + j] -= scale * chunks_sum(message, pass.chunks);
    return snr;
}

/* Computes S <- U diag(xi) U^T of R, and how far S moved. `work` holds the new S, then scratch. */
static void replace(const struct gamp_parts *parts, size_t d, double keep)
{
    double *fresh = parts->work, moved = 0.0, size = 0.0;

    linalg_compose(d, parts->next, parts->value, fresh, fresh + d * d);
    for (size_t i = 0; i < d * d; i++) {
        const double step = fresh[i] - parts->matrix[i];

        moved += step * step / (double)d;
        size += fresh[i] * fresh[i] / (double)d;
        parts->matrix[i] += (1.0 - keep) * step;
    }
    parts->gamp->moved = moved;
    parts->gamp->size = size;
}

/* Compares the eigenvalues of R with (4). */
static double check_spectrum(const struct gamp_parts *parts, size_t d, size_t k, double snr)
{
    double found = 0.0, squares = 0.0, sum = 0.0;

    for (size_t j = 0; j < d; j++)
        found += parts->value[j] * parts->value[j];
    for (size_t i = 0; i < k; i++) {
        squares += parts->readout[i] * parts->readout[i];
        sum += parts->readout[i];
    }
    return found / (double)d /
           (squares / (double)k + sum * sum / ((double)k * (double)d) + 1.0 / snr);
}

static enum status step(void *state, const struct task *task, struct step_report *report)
{
    const struct gamp_parts parts = parts_of(state, task);
    const size_t d = task->given->data.d, k = task->given->readouts;
    const double keep = task->values[DAMPING];
    struct gamp *gamp = parts.gamp;
    struct mmse_point point;

    report->gradients = 1.0; /* also when it stands still, so that a limit is reached */
    if (gamp->moved < still)
        return STATUS_OK;
    const double snr = observe(&parts, task);
    gamp->seen = task->given->data.n;
    gamp->iterations++;
    if (!isfinite(snr) || linalg_eigen(d, parts.next, parts.value, parts.work) != STATUS_OK)
        return STATUS_DIVERGED;
    gamp->spectrum = check_spectrum(&parts, d, k, snr);
    const enum status shrunk = mmse_shrink(parts.readout, parts.p, k, (double)k / (double)d, snr,
                                           parts.value, d, &point, NULL);
    if (shrunk != STATUS_OK)
        return shrunk == STATUS_NO_MEMORY ? shrunk : STATUS_DIVERGED;
    replace(&parts, d, keep);
    gamp->unknown = point.mmse + keep * (gamp->unknown - point.mmse);
    return isfinite(gamp->moved) ? STATUS_OK : STATUS_DIVERGED;
}

/* ---- the rest ------------------------------------------------------------------------------ */

static void diagnose(const void *state, const struct task *task, struct diagnostics *out)
{
    const struct gamp *gamp = state;

    (void)task;
    *out = DIAGNOSTICS_NONE;
    out->iterations = (double)gamp->iterations;
    if (gamp->iterations == 0)
        return;
    out->spectrum = gamp->spectrum;
    if (isfinite(gamp->moved)) /* false after a change */
        out->update_ratio = sqrt(gamp->moved / gamp->size);
}

static void predict(const void *state, const struct task *task, struct quadratic *out)
{
    const struct gamp *gamp = state;
    const size_t d = task->given->data.d;
    const double *matrix = (const double *)(const void *)(gamp + 1); /* as in parts_of */

    *out = (struct quadratic){.d = d,
                              .constant = gamp->constant,
                              .slope = gamp->slope,
                              .curvature = gamp->curvature,
                              .linear = matrix + d * d,
                              .matrix = matrix};
}

static double gradients_per_step(const double *values, size_t n)
{
    (void)values;
    (void)n;
    return 1.0;
}

static bool has_one_known_layer(const struct config *config, struct error *why_not)
{
    if (config->gamma.count > 1) {
        error_set(why_not, STATUS_INVALID,
                  "algorithm: gamp-rie is for one hidden layer, not %zu; hmc takes any depth",
                  config->gamma.count);
        return false;
    }
    if (config->learn_readout) {
        error_set(
            why_not, STATUS_INVALID,
            "learn_readout: gamp-rie must know the readouts; take learn_readout = no, or hmc");
        return false;
    }
    return true;
}

static bool supports(const struct config *config, struct error *why_not)
{
    const struct activation *activation = &config->activation.at[0];
    double c[3];

    if (!has_one_known_layer(config, why_not))
        return false;
    quadrature_hermite(activation, c, 3);
    if (fabs(c[2]) < least_order) {
        error_set(why_not, STATUS_INVALID,
                  "activation: gamp-rie learns E[sigma He_2], which is 0 here; relu, elu or h2h3 "
                  "would do, or another algorithm, such as hmc");
        return false;
    }
    const double rest =
        quadrature_variance(activation) - c[0] * c[0] - c[1] * c[1] - c[2] * c[2] + config->noise;
    if (rest < least_noise * c[2] * c[2]) {
        error_set(why_not, STATUS_INVALID,
                  "noise: 1e-4 or more would do; gamp-rie needs some where the activation ends "
                  "with He_2");
        return false;
    }
    return true;
}

const struct learner_ops learner_gamp_rie = {
    .name = "gamp-rie",
    .title = "message passing for a matrix",
    .params = params,
    .param_count = sizeof params / sizeof *params,
    .supports = supports,
    .gradients_per_step = gradients_per_step,
    .state_size = state_size,
    .kept = lasting_bytes,
    .init = init,
    .step = step,
    .changed = changed,
    .diagnose = diagnose,
    .eps = EPS_PREDICTION,
    .holds = "matrix",
    .predict = predict,
};
