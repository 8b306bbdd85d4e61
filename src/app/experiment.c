/* The commands that run an experiment: with a screen and without. */
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "exit_status.h"
#include "headless.h"
#include "plateau/learner.h"
#include "signals.h"

static const char default_preset[] = "first-light";

/* Asked before the run is told of, let alone set up. */
static bool takes(const struct config *config, struct error *err)
{
    const struct learner_ops *learner = learner_at(config->algorithm);

    return !learner->supports || learner->supports(config, err);
}

static enum status read_config(const struct options *options, struct config *config,
                               struct error *err)
{
    const struct param_schema *schema = learner_schema();
    const char *preset = options->words > 0 ? options->word[0] : default_preset;

    config_init(config, schema);
    enum status status = config_load(config, schema, preset, err);
    if (status == STATUS_OK)
        status = config_apply(config, schema, options->setting, options->settings, err);
    if (status == STATUS_OK)
        status = config_check(config, NULL, err);
    if (status == STATUS_OK && !takes(config, err))
        status = STATUS_INVALID;
    return status;
}

static int refuse(int status, const struct error *err)
{
    fprintf(stderr, "plateau: %s\n", err->text);
    return status;
}

int command_run(struct options *options)
{
    struct config config;
    struct error err;

    if (read_config(options, &config, &err) != STATUS_OK)
        return refuse(EXIT_USAGE, &err);
    return headless_run(&config, options);
}

static int show(const struct config *config, const struct options *options)
{
    struct ui_options ui = {.colour = options->colour,
                            .glyphs = options->glyphs,
                            .frames_per_second = options->frames_per_second,
                            .schema = learner_schema(),
                            .threads = options->threads};
    struct error err;
    int status = EXIT_DONE;

    ui.signal_fd = signals_start(true, &err);
    if (ui.signal_fd < 0)
        return refuse(EXIT_FAILED, &err);
    struct engine *engine = engine_create(options->threads, &err);
    if (!engine)
        return refuse(EXIT_FAILED, &err);
    engine_set_tiles(engine, options->tiles);
    if (ui_run(engine, config, &options->limits, &ui, &status, &err) != STATUS_OK)
        status = refuse(err.code == STATUS_INVALID ? EXIT_USAGE : EXIT_FAILED, &err);
    engine_destroy(engine);
    return status;
}

int command_show(struct options *options)
{
    struct config config;
    struct error err;

    if (options->keys) {
        ui_print_keys();
        return EXIT_DONE;
    }
    if (!isatty(STDOUT_FILENO))
        return command_run(options);
    if (options->csv || options->json)
        return refuse(EXIT_USAGE,
                      &(struct error){STATUS_INVALID, "--csv, --json: belong to `plateau run`; the "
                                                      "screen shows the rows"});
    if (!ui_is_possible(&err) || read_config(options, &config, &err) != STATUS_OK)
        return refuse(EXIT_USAGE, &err);
    return show(&config, options);
}
