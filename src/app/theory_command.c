/*
 * plateau theory: branches at one alpha or along a curve, transitions, the free-entropy profile,
 * the state evolution of GAMP-RIE.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "exit_status.h"
#include "plateau/learner.h"
#include "plateau/memory.h"
#include "plateau/theory.h"
#include "rows.h"
#include "theory_print.h"

enum { PROFILE_POINTS = 99 };

/* The memory behind the answer. */
struct answer_room {
    double q[PROFILE_POINTS], f[PROFILE_POINTS];
    struct dynamics_trajectory evolution;
};

static int refuse(int status, const char *text)
{
    fprintf(stderr, "plateau: %s\n", text);
    return status;
}

/* Not config_check: the theory of a setting does not need a run of it to be possible. */
static enum status read_config(struct options *options, struct config *config, struct error *err)
{
    const struct param_schema *schema = learner_schema();

    if (options->words == 0)
        return error_set(err, STATUS_INVALID, "theory: name a preset: plateau theory PRESET");
    config_init(config, schema);
    enum status status = config_load(config, schema, options->word[0], err);
    if (status == STATUS_OK)
        status = config_apply(config, schema, options->setting, options->settings, err);
    if (status == STATUS_OK && options->profile && options->alphas.count > 1)
        status = error_set(err, STATUS_INVALID, "--profile: takes one alpha, not a curve");
    if (status == STATUS_OK && options->evolution && options->alphas.count > 1)
        status = error_set(err, STATUS_INVALID, "--evolution: takes one alpha, not a curve");
    if (status == STATUS_OK && options->csv &&
        options->transitions + options->profile + options->evolution > 1)
        status = error_set(err, STATUS_INVALID,
                           "--csv: takes one of --transitions, --profile, --evolution; --json "
                           "takes all");
    if (options->alphas.count == 0)
        options->alphas = (struct alphas){config->alpha, 1.0, 1};
    return status;
}

/* Returns whether rows of that branch were asked for; equilibrium picks among all branches. */
static bool is_wanted(const struct options *options, const char *name)
{
    return !options->branch || strcmp(options->branch, name) == 0 ||
           strcmp(options->branch, "all") == 0 || strcmp(options->branch, "equilibrium") == 0;
}

static enum status check_branch(const struct options *options, const struct theory *theory,
                                struct error *err)
{
    char names[320] = "equilibrium, all";

    if (is_wanted(options, "equilibrium"))
        return STATUS_OK;
    for (size_t b = 0; b < theory_branches(theory); b++) {
        const char *name = theory_branch_name(theory, b);
        const size_t used = strlen(names);
        if (strcmp(name, options->branch) == 0)
            return STATUS_OK;
        snprintf(names + used, sizeof names - used, ", %s", name);
    }
    return error_set(err, STATUS_INVALID, "--branch: '%.40s' is not a branch; this preset has %s",
                     options->branch, names);
}

/* Keeps, of the rows from `first` on, only the existing one with the largest free entropy. */
static void keep_best(struct theory_answer *answer, size_t first)
{
    size_t best = first;

    for (size_t i = first; i < answer->rows; i++)
        if (answer->row[i].exists &&
            (!answer->row[best].exists ||
             answer->row[i].point.free_entropy > answer->row[best].point.free_entropy))
            best = i;
    answer->row[first] = answer->row[best];
    answer->rows = first + 1;
}

/* Solves each branch along the curve, with the solution before as a warm start. */
static enum status solve_curve(const struct options *options, struct theory *theory,
                               struct theory_answer *answer, struct error *err)
{
    const size_t branches = theory_branches(theory);
    struct theory_point *warm = memory_zeroed(branches, sizeof *warm);
    enum status status = STATUS_OK;

    if (!warm)
        return error_set(err, STATUS_NO_MEMORY, "theory: out of memory: no room for %zu branches",
                         branches);

    for (size_t i = 0; i < options->alphas.count && status == STATUS_OK; i++) {
        const size_t first = answer->rows;
        const double alpha = options->alphas.first + options->alphas.step * (double)i;
        for (size_t b = 0; b < branches; b++) {
            const char *name = theory_branch_name(theory, b);
            if (!is_wanted(options, name))
                continue;
            struct theory_row *row = &answer->row[answer->rows++];
            status = theory_solve(theory, alpha, b, &warm[b], NULL, err);
            row->point = warm[b];
            row->exists = status == STATUS_OK;
            snprintf(row->branch, sizeof row->branch, "%s", name);
            if (status == STATUS_INVALID)
                status = STATUS_OK; /* a row says that the branch does not exist here */
        }
        if (options->branch && strcmp(options->branch, "equilibrium") == 0)
            keep_best(answer, first);
    }
    free(warm);
    return status;
}

static enum status solve_profile(const struct options *options, struct theory *theory,
                                 struct theory_answer *answer, double q[PROFILE_POINTS],
                                 double f[PROFILE_POINTS], struct error *err)
{
    if (!options->profile)
        return STATUS_OK;
    theory_profile_overlaps(theory, options->alphas.first, q, PROFILE_POINTS);
    answer->q = q;
    answer->f = f;
    answer->profile_points = PROFILE_POINTS;
    const enum status status =
        theory_profile(theory, options->alphas.first, q, f, PROFILE_POINTS, NULL, err);
    if (status == STATUS_OK)
        terrain_survey(&answer->terrain, q, f, PROFILE_POINTS);
    return status;
}

static enum status solve_evolution(const struct options *options, struct theory *theory,
                                   struct theory_answer *answer,
                                   struct dynamics_trajectory *evolution, struct error *err)
{
    struct config config = *answer->config;
    const struct dynamics_task task = {&config, "gamp-rie", (double)NAN, theory};

    if (!options->evolution)
        return STATUS_OK;
    config.alpha = options->alphas.first;
    struct dynamics *dynamics = dynamics_create(&task, err);
    if (!dynamics)
        return err->code;
    const enum status status = dynamics_run(dynamics, evolution, NULL, err);
    dynamics_destroy(dynamics);
    answer->evolution = evolution;
    return status;
}

/* Returns whether everything that exists has converged. */
static bool has_converged(const struct theory_answer *answer)
{
    for (size_t i = 0; i < answer->rows; i++)
        if (answer->row[i].exists && !answer->row[i].point.converged)
            return false;
    return !answer->evolution || answer->evolution->converged;
}

/* A CSV holds one table; says so on stderr when that is not the branches. */
static void tell_left_out(const struct options *options)
{
    const char *held = options->transitions ? "transitions"
                       : options->profile   ? "profile"
                       : options->evolution ? "evolution"
                                            : NULL;

    if (options->csv && held && !options->json && !options->quiet)
        fprintf(stderr, "plateau: --csv: holds the %s; the branches go without --%s, or --json\n",
                held, held);
}

/* JSON goes to stdout; CSV to its file, or to stdout; without either, a table for people. */
static int print(const struct options *options, const struct theory_answer *answer)
{
    const bool named = options->csv && strcmp(options->csv, "-") != 0;
    struct rows rows = {.file = stdout, .name = "stdout"};
    struct error err;

    if (named && rows_open(&rows, options->csv, options->force, &err) != STATUS_OK)
        return refuse(EXIT_USAGE, err.text);
    if (options->csv)
        theory_print_csv(answer, rows.file);
    tell_left_out(options);
    if (named)
        rows_close(&rows);
    if (rows.failure != 0)
        return refuse(EXIT_FAILED, "--csv: the file could not be written");
    if (options->json)
        theory_print_json(answer, stdout);
    if (!options->csv && !options->json)
        theory_print_table(answer, stdout);
    return has_converged(answer) ? EXIT_DONE
                                 : refuse(EXIT_FAILED, "theory: not every row converged");
}

/* Solves everything that was asked for. */
static enum status solve_all(const struct options *options, struct theory *theory,
                             struct theory_answer *answer, struct answer_room *room,
                             struct error *err)
{
    enum status status = solve_curve(options, theory, answer, err);

    if (status == STATUS_OK && answer->has_transitions)
        status = theory_find_transitions(theory, &answer->transitions, NULL, err);
    if (status == STATUS_OK)
        status = solve_profile(options, theory, answer, room->q, room->f, err);
    if (status == STATUS_OK)
        status = solve_evolution(options, theory, answer, &room->evolution, err);
    return status;
}

static int solve(struct options *options, const struct config *config, struct theory *theory)
{
    const size_t rows = options->alphas.count * theory_branches(theory);
    struct theory_answer answer = {.config = config, .finite = options->finite};
    struct answer_room *room = memory_zeroed(1, sizeof *room);
    enum status status = STATUS_NO_MEMORY;
    struct error err;

    answer.row = memory_zeroed(rows, sizeof *answer.row);
    answer.has_transitions = options->transitions || options->json;
    answer.csv_transitions = options->transitions;
    if (!room || !answer.row)
        error_set(&err, status, "theory: out of memory: no room for %zu rows", rows);
    else
        status = solve_all(options, theory, &answer, room, &err);
    const int code = status == STATUS_OK        ? print(options, &answer)
                     : status == STATUS_INVALID ? refuse(EXIT_USAGE, err.text)
                                                : refuse(EXIT_FAILED, err.text);
    free(answer.row);
    free(room);
    return code;
}

/* Says on stderr where the solvers are untested, before an answer that may take its time. */
static void tell_range(const struct options *options, const struct config *config)
{
    const double first = options->alphas.first;
    const double last = first + options->alphas.step * (double)(options->alphas.count - 1);
    struct error err;

    if (options->quiet)
        return;
    if (theory_check_range(config, first, &err) != STATUS_OK ||
        theory_check_range(config, last, &err) != STATUS_OK)
        fprintf(stderr, "plateau: %s\n", err.text);
}

int command_theory(struct options *options)
{
    struct config config;
    struct error err;

    if (read_config(options, &config, &err) != STATUS_OK)
        return exit_refused(&err);
    struct theory *theory =
        options->finite ? theory_create_finite(&config, &err) : theory_create(&config, &err);
    if (!theory)
        return refuse(err.code == STATUS_INVALID ? EXIT_USAGE : EXIT_FAILED, err.text);
    tell_range(options, &config);
    const int code = check_branch(options, theory, &err) == STATUS_OK
                         ? solve(options, &config, theory)
                         : refuse(EXIT_USAGE, err.text);
    theory_destroy(theory);
    return code;
}
