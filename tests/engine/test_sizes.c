/* The memory that a run takes, and refusals of runs that need more than is available. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "plateau/engine.h"
#include "plateau/learner.h"

static enum status apply(struct config *config, const char *key, const char *value,
                         struct error *err)
{
    const struct setting setting = {key, value};

    return config_apply(config, learner_schema(), &setting, 1, err);
}

static struct config with(const char *key, const char *value)
{
    struct config config;
    struct error err = {0};

    config_init(&config, learner_schema());
    cr_assert_eq(apply(&config, key, value, &err), STATUS_OK, "%s", err.text);
    return config;
}

static void expect_refused(const struct config *config, enum status status, const char *a,
                           const char *b, const char *c)
{
    struct error err = {0};

    cr_assert_eq(engine_check(config, NULL, &err), status, "%s", err.text);
    cr_expect_eq(err.code, status);
    cr_expect(strstr(err.text, a) && strstr(err.text, b) && strstr(err.text, c),
              "'%s' should have '%s', '%s' and '%s'", err.text, a, b, c);
}

/* The activation is odd: no learner has a matrix. */
Test(sizes, counts_memory_of_data_test_set_and_weights)
{
    struct config config = with("d", "97");
    const double n = 5.0 * 97.0 * 97.0, test = 4.0 * 97.0 * 97.0, k = 49.0;
    const double least = 4.0 * (n * (97.0 + 3.0) + test * (97.0 + 1.0 + 33.0) + 36.0 * k * 97.0);
    const double buffers = 4.0 * 16.0 * 192.0 * 4.0 * (97.0 + k); /* 16 threads, two kernels */
    const double one = engine_memory(&config);

    cr_expect(one > least && one < 1.1 * least + buffers, "%g against %g", one, least);
    config.replicas = 2;
    const double more = engine_memory(&config) - one;
    const double per_replica = 4.0 * (33.0 * test + 36.0 * k * 97.0) +
                               8.0 * (2.0 * 97.0 * k + 4.0 * k * k); /* Gram matrices, float64 */
    cr_expect(more > per_replica && more < 1.1 * per_replica, "%g against %g", more, per_replica);
    /* Binary weights may be flipped: two numbers for each row and neuron, not many a weight. */
    config.replicas = 1;
    config.weights = WEIGHTS_RADEMACHER;
    const double flips = engine_memory(&config) - one;
    const double expected = 4.0 * (n * (2.0 * k + 3.0) - 27.0 * k * 97.0);
    cr_expect_float_eq(flips / expected, 1.0, 0.01, "%g against %g", flips, expected);
}

/* gamp-rie may be chosen where there is one layer with fixed readouts: two matrices, the sums of 8
 * chunks with 192 rows each, 12 bytes a row, against 35 floats a weight and one a row of the
 * others; and what measures it on 16 threads. */
Test(sizes, counts_memory_of_a_matrix_where_it_is_more_than_that_of_weights)
{
    struct config config = with("d", "97");
    const double d = 97.0, k = 49.0, n = 5.0 * d * d;
    const double lanes = 112.0; /* d in whole lanes of 16 */
    const double form = 8.0 * k * d + 4.0 * lanes * (d + 16.0 * 192.0);
    const double state = 16.0 * d * d + 4.0 * lanes * (d + 8.0 * (192.0 + d)) + 12.0 * n;
    const double odd = engine_memory(&config);
    struct error err;

    cr_assert_eq(apply(&config, "activation", "relu", &err), STATUS_OK);
    const double matrix = engine_memory(&config) - odd;
    const double others = 4.0 * (35.0 * k * (d + 1.0) + n);
    cr_expect_float_eq(matrix / (state - others + form), 1.0, 0.01, "%g", matrix);
    config.learn_readout = true;
    cr_expect_eq(engine_memory(&config), odd, "it must know the readouts");
    config.learn_readout = false;
    config.gamma.count = 2;
    const double deep = engine_memory(&config);
    config.activation.at[0] = with("d", "97").activation.at[0];
    cr_expect_eq(engine_memory(&config), deep, "of one layer only");
    config = with("activation", "relu");
    config.gamma.at[0] = 3.0; /* many weights */
    config.d = 97;
    config.alpha = 0.1;
    const double wide = engine_memory(&config);
    config.learn_readout = true;
    cr_expect_float_eq((wide - engine_memory(&config)) / (form + 8.0 * (3.0 * d - k) * d), 1.0,
                       0.02);
}

Test(sizes, refuses_more_memory_than_there_is_and_tells_the_bytes)
{
    struct config config = with("d", "100000");
    struct error err = {0};

    cr_assert_eq(apply(&config, "alpha", "100", &err), STATUS_OK);
    expect_refused(&config, STATUS_NO_MEMORY, "100 at d = 100000 needs 4e+17 bytes", "n = 1e+12",
                   "alpha: lower alpha or d");
}

Test(sizes, names_the_test_set_when_it_is_the_larger)
{
    struct config config = with("d", "100000");
    struct error err = {0};

    cr_assert_eq(apply(&config, "alpha", "1e-6", &err), STATUS_OK);
    cr_assert_eq(apply(&config, "test", "1e7", &err), STATUS_OK);
    expect_refused(&config, STATUS_NO_MEMORY, "10000000 rows at d = 100000", "bytes",
                   "test: lower test or d");
}

/* Against one layer: the second layer's own weights and blocks, and the overlaps of both. */
Test(sizes, counts_memory_of_all_layers)
{
    struct config config = with("d", "97");
    const double one = engine_memory(&config), k = 49.0;

    config.gamma.count = 2;
    config.gamma.at[1] = 0.5;
    const double more = engine_memory(&config) - one;
    const double chunks = 61.0; /* of 5 * 97^2 rows */
    const double floats = 9.0 * k * k + (4.0 + chunks) * k * k + 16.0 * 192.0 * 4.0 * k;
    const double doubles = 10.0 * k * k;
    cr_expect(more > 4.0 * floats + 8.0 * doubles, "%g", more);
    cr_expect_lt(more, 2.0 * (4.0 * floats + 8.0 * doubles), "%g", more);
}
