/* plateau presets: which experiments exist, and how long each takes on this machine. */
#include <math.h>
#include <stdlib.h>

#include "cli.h"
#include "exit_status.h"
#include "people.h"
#include "plateau/clock.h"
#include "plateau/learner.h"
#include "plateau/memory.h"
#include "plateau/problem.h"
#include "plateau/team.h"

enum {
    PRESETS_MAX = 256,
    TIME_MAX = 32,
    LEFT = 29, /* where titles begin */
    CALIBRATION_D = 60,
    CALIBRATION_N = 4096,
    CALIBRATION_TIMINGS = 8, /* at least so many */
};

static const double calibration_seconds = 0.05;

/*
 * Returns the shortest time of a few gradients, after one that warms up: other programs make some
 * of them longer, and none shorter.
 */
static double time_gradient(struct kernel *kernel, const float *params, const struct batch *batch,
                            float *g)
{
    double least = (double)INFINITY, all = 0.0;

    kernel_gradient(kernel, params, batch, g);
    for (size_t i = 0; i < CALIBRATION_TIMINGS || all < calibration_seconds; i++) {
        const double start = clock_seconds();
        kernel_gradient(kernel, params, batch, g);
        const double seconds = clock_seconds() - start;
        least = fmin(least, seconds);
        all += seconds;
    }
    return least;
}

/* Returns operations per second on an invented problem. */
static double measure_rate(struct kernel *kernel, const struct network *network)
{
    const size_t count = network_parameters(network);
    float *params = memory_need(count, sizeof *params), *g = memory_need(count, sizeof *g);
    float *x = memory_need(CALIBRATION_N * network->d, sizeof *x);
    float *y = memory_need(CALIBRATION_N, sizeof *y);
    const struct batch batch = {x, y, NULL, CALIBRATION_N};

    for (size_t i = 0; i < CALIBRATION_N * network->d; i++)
        x[i] = (float)(i % 7) - 3.0f;
    for (size_t i = 0; i < count; i++)
        params[i] = (float)(i % 5) - 2.0f;
    const double seconds = time_gradient(kernel, params, &batch, g);
    free(params);
    free(g);
    free(x);
    free(y);
    return 4.0 * CALIBRATION_N * (double)(network->d * network->k[0]) / seconds;
}

/*
 * Returns this machine's operations per second with so many threads, or with one where the system
 * cannot start more; 0, with the reason in err, when out of memory.
 */
static double calibrate(size_t threads, const struct tile_ops *tiles, struct error *err)
{
    struct network network = {.d = CALIBRATION_D, .layers = 1, .k = {CALIBRATION_D / 2}};
    float *readout = memory_need(network.k[0], sizeof *readout);
    struct team *team = team_create(threads, err);
    double rate = 0.0;

    network.readout = readout;
    if (!team) {
        fprintf(stderr, "plateau: %s; these times are those of one thread\n", err->text);
        team = team_create(1, err);
    }
    if (team && activation_parse(&network.activation[0], "tanh2", NULL) == STATUS_OK) {
        struct kernel *kernel = kernel_create(&network, team, tiles, CALIBRATION_N, err);
        if (kernel)
            rate = measure_rate(kernel, &network);
        kernel_destroy(kernel);
    }
    team_destroy(team);
    free(readout);
    return rate;
}

/*
 * Returns the seconds that the preset's own steps of so many gradients take: to compute, or at its
 * pace where that is slower.
 */
static double seconds_of(const struct config *config, double gradients, double rate)
{
    const double step = gradients * (double)config->replicas * config_operations(config);

    return (double)config->steps * fmax(step / rate, config->pace > 0.0 ? 1.0 / config->pace : 0.0);
}

/* Writes a bound where only the run shows how many gradients a step takes. */
static void format_time(const struct config *config, double rate, char out[TIME_MAX])
{
    const struct learner_ops *learner = learner_find(config->algorithm);
    const double *values = config_learner_values(config);
    const double told = learner->gradients_per_step(values, config_n(config));
    const bool is_bound = isnan(told) && learner->most_gradients;
    const double gradients = is_bound ? learner->most_gradients(values) : told;

    if (config->steps == 0)
        snprintf(out, TIME_MAX, "endless");
    else if (!(rate > 0.0) || isnan(gradients))
        snprintf(out, TIME_MAX, "?");
    else {
        const size_t sign = (size_t)snprintf(out, TIME_MAX, "%s", is_bound ? "< " : "");
        people_seconds(seconds_of(config, gradients, rate), out + sign, TIME_MAX - sign);
    }
}

static enum exit_status print_preset(const char *name, double rate)
{
    const struct param_schema *schema = learner_schema();
    struct config config;
    struct error err;
    char time[TIME_MAX], left[PRESET_NAME_MAX + TIME_MAX];

    config_init(&config, schema);
    if (config_load(&config, schema, name, &err) != STATUS_OK)
        return (enum exit_status)exit_refused(&err);
    format_time(&config, rate, time);
    snprintf(left, sizeof left, "%-18s %8s  ", name, time);
    people_print_beside(stdout, left, LEFT, config.title);
    people_print_wrapped(stdout, "    ", config.watch_for);
    return EXIT_DONE;
}

int command_presets(struct options *options)
{
    char names[PRESETS_MAX][PRESET_NAME_MAX];
    const size_t count = preset_names(names, PRESETS_MAX);
    struct error err;
    const double rate = calibrate(options->threads, options->tiles, &err);
    enum exit_status status = EXIT_DONE;

    if (!(rate > 0.0))
        return exit_because(EXIT_FAILED, &err);
    for (size_t i = 0; i < count; i++) {
        const enum exit_status of_this = print_preset(names[i], rate);

        if (of_this != EXIT_DONE)
            status = of_this;
    }
    return (int)status;
}
