/*
 * Metropolis for weights +-1: one step is one sweep that proposes to flip each weight once
 * (README.md, eq. (12)). A flip of W_ij moves the pre-activations z_i of all n rows by one column
 * of x, so that U changes by a sum over rows.
 */
#include <math.h>
#include <string.h>

#include "plateau/activation.h"
#include "plateau/given.h"
#include "plateau/learner.h"
#include "plateau/rng.h"
#include "plateau/team.h"
#include "registry.h"

/*
 * Threads take slices of rows. Slices depend on the number of rows alone, and are summed in order.
 */
enum { SLICE_ROWS = 4096, SLICES_MAX = 64, LANES = 16 };

/*
 * One flat block: this struct, then floats x^T [d x FILL_ROWS] and z [k x FILL_ROWS] of the rows
 * that are being filled, z [k x n], a = sigma(z) [k x n] and ROW_VECTORS of [n].
 */
enum { FILL_ROWS = 256, ALIGNMENT = 64 };
struct metropolis {
    _Alignas(
        ALIGNMENT) double accept_sum; /* acceptance probabilities of flips since the last change */
    uint64_t accept_count;
};

enum { RESIDUAL, COLUMN, NEXT_Z, NEXT_A, ROW_VECTORS };

/* One proposal, which the team shares; each slice writes its own sum. */
struct flip {
    const struct activation *activation;
    enum simd simd;
    size_t n, rows, slices; /* rows in a slice */
    const float *z, *a;     /* of the neuron, [n] */
    const float *residual, *column;
    float *next_z, *next_a;
    float move;  /* z' = z + move column */
    float scale; /* r' = r + scale (a' - a) */
    double sum[SLICES_MAX];
};

/* The data and arrays of a sweep. */
struct sweep {
    const struct task *task;
    struct metropolis *metropolis;
    const struct tile_ops *tiles; /* the same as for gradients */
    float *packed, *block;        /* of FILL_ROWS rows: x^T, z */
    float *z, *a, *row[ROW_VECTORS];
    uint64_t number;
    uint32_t proposals;
};

static struct sweep begin_sweep(void *state, const struct task *task)
{
    const struct network *network = &task->given->student;
    const size_t n = task->given->data.n, k = network->k[0];
    struct metropolis *metropolis = state;
    struct sweep sweep = {
        .task = task, .metropolis = metropolis, .tiles = kernel_tiles(task->given->kernel)};

    sweep.packed = (float *)(void *)(metropolis + 1);
    sweep.block = sweep.packed + network->d * FILL_ROWS;
    sweep.z = sweep.block + k * FILL_ROWS;
    sweep.a = sweep.z + k * n;
    for (size_t i = 0; i < ROW_VECTORS; i++)
        sweep.row[i] = sweep.a + (k + i) * n;
    return sweep;
}

static float readout_scale(const struct network *network, size_t i)
{
    return network->readout[i] / sqrtf((float)network->k[0]);
}

/* Computes z = W x^T / sqrt(d), some rows of x at a time. */
static void fill_pre_activations(const struct sweep *sweep)
{
    const struct network *network = &sweep->task->given->student;
    const struct batch rows = given_rows(sweep->task->given);
    const size_t n = rows.n, k = network->k[0], d = network->d;

    for (size_t first = 0; first < n; first += FILL_ROWS) {
        const size_t count = n - first < FILL_ROWS ? n - first : FILL_ROWS;

        sweep->tiles->pack(count, d, 1.0f / sqrtf((float)d), rows.x + first * d, 1, d,
                           sweep->packed);
        sweep->tiles->multiply(k, count, d, sweep->task->params, d, sweep->packed, sweep->block,
                               FILL_ROWS);
        for (size_t i = 0; i < k; i++)
            memcpy(sweep->z + i * n + first, sweep->block + i * FILL_ROWS, count * sizeof(float));
    }
}

/* Computes z, a and r of the present weights. Returns sum r^2. */
static double fill_rows(const struct sweep *sweep)
{
    const struct given *given = sweep->task->given;
    const struct network *network = &given->student;
    const struct batch rows = given_rows(given);
    const size_t n = rows.n, k = network->k[0];
    float *residual = sweep->row[RESIDUAL];
    double sum = 0.0;

    fill_pre_activations(sweep);
    activation_apply(network->activation, sweep->tiles->simd, sweep->z, sweep->a, NULL, k * n);
    for (size_t mu = 0; mu < n; mu++)
        residual[mu] = -rows.y[mu];
    for (size_t i = 0; i < k; i++) {
        const float scale = readout_scale(network, i), *a = sweep->a + i * n;
        for (size_t mu = 0; mu < n; mu++)
            residual[mu] += scale * a[mu];
    }
    for (size_t mu = 0; mu < n; mu++)
        sum += (double)residual[mu] * (double)residual[mu];
    return sum;
}

/*
 * Returns the sum over a slice of r'^2 - r^2 = (r' - r)(2 r + r' - r), in a fixed number of lanes.
 */
static double slice_change(const struct flip *flip, size_t begin, size_t end)
{
    const float *a = flip->a + begin, *next = flip->next_a + begin, *r = flip->residual + begin;
    const size_t rows = end - begin;
    double lane[LANES] = {0.0}, sum = 0.0;
    size_t m = 0;

    for (; m + LANES <= rows; m += LANES)
        for (size_t l = 0; l < LANES; l++) {
            const float by = flip->scale * (next[m + l] - a[m + l]);
            lane[l] += (double)(by * (2.0f * r[m + l] + by));
        }
    for (; m < rows; m++) {
        const float by = flip->scale * (next[m] - a[m]);
        sum += (double)(by * (2.0f * r[m] + by));
    }
    for (size_t l = 0; l < LANES; l++)
        sum += lane[l];
    return sum;
}

static void try_slice(void *context, size_t slice, size_t thread)
{
    struct flip *flip = context;
    const size_t begin = slice * flip->rows;
    const size_t end = begin + flip->rows < flip->n ? begin + flip->rows : flip->n;

    (void)thread;
    for (size_t mu = begin; mu < end; mu++)
        flip->next_z[mu] = flip->z[mu] + flip->move * flip->column[mu];
    activation_apply(flip->activation, flip->simd, flip->next_z + begin, flip->next_a + begin, NULL,
                     end - begin);
    flip->sum[slice] = slice_change(flip, begin, end);
}

/* Returns the sum over all rows of r'^2 - r^2. */
static double try_flip(struct flip *flip, struct team *team)
{
    double sum = 0.0;

    if (flip->slices == 1)
        try_slice(flip, 0, 0);
    else
        team_run(team, flip->slices, try_slice, flip);
    for (size_t s = 0; s < flip->slices; s++)
        sum += flip->sum[s];
    return sum;
}

static struct flip begin_flip(const struct sweep *sweep, size_t i, size_t j)
{
    const struct network *network = &sweep->task->given->student;
    const size_t n = sweep->task->given->data.n;
    const size_t least = (n + SLICES_MAX - 1) / SLICES_MAX;
    struct flip flip = {.activation = network->activation,
                        .simd = sweep->tiles->simd,
                        .n = n,
                        .rows = least > SLICE_ROWS ? least : SLICE_ROWS,
                        .z = sweep->z + i * n,
                        .a = sweep->a + i * n,
                        .residual = sweep->row[RESIDUAL],
                        .column = sweep->row[COLUMN],
                        .next_z = sweep->row[NEXT_Z],
                        .next_a = sweep->row[NEXT_A],
                        .scale = readout_scale(network, i)};

    flip.move = -2.0f * sweep->task->params[i * network->d + j] / sqrtf((float)network->d);
    flip.slices = (n + flip.rows - 1) / flip.rows;
    return flip;
}

static void accept_flip(const struct sweep *sweep, const struct flip *flip, size_t i, size_t j)
{
    const size_t n = flip->n, d = sweep->task->given->student.d;
    float *residual = sweep->row[RESIDUAL];

    for (size_t mu = 0; mu < n; mu++)
        residual[mu] += flip->scale * (flip->next_a[mu] - flip->a[mu]);
    memcpy(sweep->z + i * n, flip->next_z, n * sizeof(float));
    memcpy(sweep->a + i * n, flip->next_a, n * sizeof(float));
    sweep->task->params[i * d + j] *= -1.0f;
}

/* The prior of a sign is flat: U is sum r^2 / (2 Delta). */
static void propose_flip(struct sweep *sweep, size_t i, size_t j)
{
    const struct given *given = sweep->task->given;
    const struct rng rng = {given->seed, RNG_FLIP, sweep->task->replica};
    struct flip flip = begin_flip(sweep, i, j);
    const double change = try_flip(&flip, given->team) / (2.0 * given->data.noise);
    const double accept = fmin(1.0, exp(-change));

    if (rng_uniform_at(rng, sweep->number, sweep->proposals++) < accept)
        accept_flip(sweep, &flip, i, j);
    sweep->metropolis->accept_sum += accept;
    sweep->metropolis->accept_count++;
}

/* Goes column by column, so that each column is gathered once for all neurons. */
static enum status step(void *state, const struct task *task, struct step_report *report)
{
    const struct batch rows = given_rows(task->given);
    const size_t d = task->given->student.d, k = task->given->student.k[0];
    struct sweep sweep = begin_sweep(state, task);

    report->gradients = 1.0;
    sweep.number = task->draws->sweeps++;
    if (!isfinite(fill_rows(&sweep)))
        return STATUS_DIVERGED;
    for (size_t j = 0; j < d; j++) {
        for (size_t mu = 0; mu < rows.n; mu++)
            sweep.row[COLUMN][mu] = rows.x[mu * d + j];
        for (size_t i = 0; i < k; i++)
            propose_flip(&sweep, i, j);
    }
    return STATUS_OK;
}

static bool supports(const struct config *config, struct error *why_not)
{
    const char *why = NULL;

    if (config->weights != WEIGHTS_RADEMACHER)
        why = "algorithm: hmc, nuts, mala or langevin would do; metropolis flips signs and needs "
              "weights = rademacher, not gaussian";
    else if (config->gamma.count != 1)
        why =
            "gamma: one value would do; metropolis flips the weights of one hidden layer, not more";
    else if (config->learn_readout)
        why = "learn_readout: no would do, or algorithm = adam; metropolis flips signs and cannot "
              "learn real readouts (yes)";
    else if (!(config->noise > 0.0))
        why = "noise: 1e-4 or more would do; metropolis needs noise > 0, not 0";
    if (why)
        error_set(why_not, STATUS_INVALID, "%s", why);
    return !why;
}

static double gradients_per_step(const double *values, size_t n)
{
    (void)values;
    (void)n;
    return 1.0;
}

static size_t state_size(const struct task *task)
{
    const size_t d = task->given->student.d, k = task->given->student.k[0];
    const size_t floats = (d + k) * FILL_ROWS + (2 * k + ROW_VECTORS) * task->given->data.n;

    return sizeof(struct metropolis) + floats * sizeof(float);
}

/* Every sweep fills z, a and r anew. */
static size_t kept(const struct task *task)
{
    (void)task;
    return sizeof(struct metropolis);
}

/*
 * Weights of a random start with another scale, or of a learner of real weights, become their
 * signs; NaN stays NaN, for the step to find.
 */
static void init(void *state, const struct task *task, double *gradients)
{
    (void)state;
    (void)gradients;
    for (size_t p = 0; p < task->count; p++)
        if (!isnan(task->params[p]))
            task->params[p] = task->params[p] < 0.0f ? -1.0f : 1.0f;
}

static void changed(void *state, const struct task *task, unsigned what, double *gradients)
{
    (void)task;
    (void)what;
    (void)gradients;
    *(struct metropolis *)state = (struct metropolis){0.0, 0};
}

static void diagnose(const void *state, const struct task *task, struct diagnostics *out)
{
    const struct metropolis *metropolis = state;
    const double count = (double)metropolis->accept_count;

    (void)task;
    *out = DIAGNOSTICS_NONE;
    if (count > 0.0)
        out->accept = metropolis->accept_sum / count;
}

const struct learner_ops learner_metropolis = {
    .name = "metropolis",
    .title = "Metropolis, single flips of signs",
    .eps = EPS_HALF_GIBBS,
    .takes_over = "weights become their signs",
    .supports = supports,
    .gradients_per_step = gradients_per_step,
    .state_size = state_size,
    .kept = kept,
    .init = init,
    .step = step,
    .changed = changed,
    .diagnose = diagnose,
};
