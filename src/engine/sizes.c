/* The memory that a run takes: the sum of what each part says about itself. */
#include <inttypes.h>

#include "plateau/engine.h"
#include "plateau/learner.h"
#include "plateau/memory.h"
#include "plateau/meter.h"
#include "plateau/problem.h"

double engine_memory(const struct config *config)
{
    return problem_memory(config) + learner_memory(config) + meter_memory(config);
}

/*
 * The message begins with the key that one would lower first: that of the samples, or the test
 * set's.
 */
static enum status check_memory(const struct config *config, const struct config *running,
                                struct error *err)
{
    const double held = running ? engine_memory(running) : 0.0;
    const double needed = engine_memory(config), available = (double)memory_available() + held;
    const size_t n = config_n(config), test = config_test_rows(config);

    if (needed <= available || needed <= held)
        return STATUS_OK;
    if (test > n)
        return error_set(err, STATUS_NO_MEMORY,
                         "test: lower test or d; %zu rows at d = %" PRIu64
                         " need %.2g bytes (with x [n x d], n = %.3g), %.2g are available",
                         test, config->d, needed, (double)n, available);
    return error_set(err, STATUS_NO_MEMORY,
                     "alpha: lower alpha or d; %g at d = %" PRIu64
                     " needs %.2g bytes (x [n x d], n = %.3g), %.2g are available",
                     config->alpha, config->d, needed, (double)n, available);
}

enum status engine_check(const struct config *config, const struct config *running,
                         struct error *err)
{
    const enum status status = config_check(config, err);

    return status == STATUS_OK ? check_memory(config, running, err) : status;
}
