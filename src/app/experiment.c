/* The commands that run an experiment: with a screen and without. */
#include <unistd.h>

#include "cli.h"
#include "exit_status.h"
#include "headless.h"
#include "plateau/learner.h"
#include "plateau/runner.h"

static const char default_preset[] = "first-light";

static enum status read_config(const struct options *options, struct config *config,
                               struct error *err)
{
    const char *preset = options->words > 0 ? options->word[0] : default_preset;

    return runner_read(config, preset, options->setting, options->settings, err);
}

static struct runner *create_runner(const struct options *options, bool screen, struct error *err)
{
    return runner_create(&(struct machine){options->threads, options->tiles}, screen, err);
}

int command_run(struct options *options)
{
    struct config config;
    struct error err;

    if (read_config(options, &config, &err) != STATUS_OK)
        return exit_refused(&err);
    struct runner *runner = create_runner(options, false, &err);
    if (!runner)
        return exit_because(EXIT_FAILED, &err);
    const int status = headless_run(runner, &config, options);
    runner_destroy(runner);
    return status;
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

    struct runner *runner = create_runner(options, true, &err);
    if (!runner)
        return exit_because(EXIT_FAILED, &err);
    ui.signal_fd = runner_signal_fd(runner);
    if (ui_run(runner_engine(runner), config, &options->limits, &ui, &status, &err) != STATUS_OK)
        status = exit_because(err.code == STATUS_INVALID ? EXIT_USAGE : EXIT_FAILED, &err);
    runner_destroy(runner);
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
        return exit_because(EXIT_USAGE,
                            &(struct error){STATUS_INVALID,
                                            "--csv, --json: belong to `plateau run`; the "
                                            "screen shows the rows"});
    if (!ui_is_possible(&err) || read_config(options, &config, &err) != STATUS_OK)
        return exit_refused(&err);
    return show(&config, options);
}
