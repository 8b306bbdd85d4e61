#include "engine/chart.h"
#include "engine/theorist.h"
#include "observe/classes.h"

#include <math.h>

#include "build.h"
#include "plateau/clock.h"
#include "plateau/level_solver.h"
#include "plateau/theory.h"
#include "rig.h"

/* Seconds without a chart; a busy machine needs some of them for one part of a continuous law. */
enum { NEVER = 20 };

/* The next chart that was not seen. */
static const struct chart *next_chart(struct theorist *theorist)
{
    const struct chart *chart = theorist_wait(theorist, clock_seconds() + NEVER);

    cr_assert(chart, "the theorist made no chart in %d s", (int)NEVER);
    return chart;
}

/* Asks the question and waits for a chart that has come so far. */
static const struct chart *answer_until(struct theorist *theorist, const struct question *question,
                                        enum chart_state state)
{
    const struct chart *chart;

    theorist_ask(theorist, question);
    do
        chart = next_chart(theorist);
    while (chart->revision != question->revision || chart->run != question->run ||
           (chart->state < state && chart->state != CHART_NONE));
    return chart;
}

/* Its last chart. */
static const struct chart *answer(struct theorist *theorist, const struct question *question)
{
    return answer_until(theorist, question, CHART_READY);
}

static struct theorist *start(void)
{
    struct error err;
    struct theorist *theorist = theorist_create(NULL, &err);

    cr_assert(theorist, "%s", err.text);
    return theorist;
}

static struct question ask_about(uint32_t run, uint32_t revision, struct config config)
{
    return (struct question){.run = run, .revision = revision, .config = config};
}

/* Solved afresh, branch by branch, without a thread. */
static void expect_solved(const struct chart *chart, const struct config *config)
{
    static struct theory_point point;
    struct theory *theory = theory_create(config, NULL);
    double largest = -(double)INFINITY;
    size_t best = chart->branches;

    cr_assert_eq(chart->branches, theory_branches(theory));
    for (size_t b = 0; b < chart->branches; b++) {
        const struct branch_point *here = &chart->branch[b].here;

        point = (struct theory_point){0};
        cr_expect_str_eq(chart->branch[b].name, theory_branch_name(theory, b));
        cr_assert_eq(here->exists,
                     theory_solve(theory, config->alpha, b, &point, NULL, NULL) == STATUS_OK);
        if (!here->exists)
            cr_expect(isnan(here->eps) && isnan(here->group[0]));
        if (!here->exists)
            continue;
        cr_expect_float_eq(here->eps, point.eps, 1e-9 * point.eps);
        cr_expect_float_eq(here->mean_q, point.mean_q, 1e-9);
        if (point.free_entropy > largest)
            best = b;
        largest = fmax(largest, point.free_entropy);
    }
    cr_expect_eq(chart->best, best);
    theory_destroy(theory);
}

/* Every point of the curves equals a cold start at its alpha. */
static void expect_curve(const struct chart *chart, const struct config *config)
{
    static struct theory_point point;
    struct theory *theory = theory_create(config, NULL);

    cr_assert_eq(chart->solved, chart->alphas);
    for (size_t i = 0; i < chart->alphas; i++)
        for (size_t b = 0; b < chart->branches; b++) {
            point = (struct theory_point){0};
            const bool exists =
                theory_solve(theory, chart->at[i], b, &point, NULL, NULL) == STATUS_OK;
            const double eps = (double)chart->branch[b].eps[i];

            cr_expect_eq(exists, isfinite(eps) != 0, "%s at alpha %g", chart->branch[b].name,
                         chart->at[i]);
            if (exists)
                cr_expect_float_eq(eps, point.eps, 1e-6 * point.eps, "%s at alpha %g: %g, %g",
                                   chart->branch[b].name, chart->at[i], eps, point.eps);
        }
    theory_destroy(theory);
}

Test(theorist, solves_the_branches_the_transitions_the_profile_and_the_curves)
{
    struct theorist *theorist = start();
    const struct config config =
        build_config("activation=tanh2", "readout=4point", "noise=0.1", "alpha=2.385", NULL);
    const struct question question = ask_about(3, 7, config);
    const struct chart *chart = answer(theorist, &question);

    expect_solved(chart, &config);
    expect_curve(chart, &config);
    cr_expect_float_eq(chart->transitions.step[0].spinodal, 0.72785, 1e-5);
    cr_expect_lt(chart->at[0], chart->transitions.spinodal);
    cr_expect_gt(chart->at[chart->alphas - 1], chart->transitions.step[1].equilibrium);
    cr_expect_eq(chart->profile_points, CHART_PROFILE_MAX);
    cr_expect_float_eq(chart->progress, 1.0, 0.0);
    theorist_destroy(theorist);
}

/*
 * Only a matrix is learned then, and W may rotate: the setting has one branch, and no profile over
 * q.
 */
Test(theorist, an_activation_without_orders_above_two_is_answered)
{
    static const char *const sigmas[] = {"activation=h2", "activation=linear",
                                         "activation=hermite:0,1,1"};

    for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++) {
        struct theorist *theorist = start();
        const struct config config = build_config(sigmas[i], "noise=0.1", "alpha=2.385", NULL);
        const struct question question = ask_about(1, 0, config);
        const struct chart *chart = answer(theorist, &question);

        cr_expect_eq(chart->state, CHART_READY, "%s", sigmas[i]);
        cr_expect_eq(chart->branches, 1, "%s", sigmas[i]);
        cr_expect_neq(chart->profile_points > 0, chart->reason[0] != '\0', "%s: '%s'", sigmas[i],
                      chart->reason);
        theorist_destroy(theorist);
    }
}

Test(theorist, overlaps_come_for_the_readout_groups_of_the_run)
{
    struct theorist *theorist = start();
    const struct config config =
        build_config("activation=tanh2", "readout=4point", "noise=0.1", "alpha=2.385", NULL);
    struct question question = ask_about(1, 0, config);

    question.groups = 3; /* as of an activation that is not odd: -v and +v apart */
    question.group[0] = question.group[1] = (struct readout_group){1.0 / sqrt(5.0), 0.0, 0.5, true};
    question.group[2] = (struct readout_group){3.0 / sqrt(5.0), 0.5, 1.0, true};
    const struct chart *chart = answer(theorist, &question);
    const struct branch_point *specialised = &chart->branch[chart->best].here;

    cr_expect_lt(specialised->group[0], 1e-6);
    cr_expect_float_eq(specialised->group[1], specialised->group[0], 0.0);
    cr_expect_gt(specialised->group[2], 0.9);
    cr_expect(isnan(specialised->group[3]));
    cr_expect_float_eq(specialised->mean_q, (specialised->group[0] + specialised->group[2]) / 2.0,
                       1e-9);
    theorist_destroy(theorist);
}

Test(theorist, overlaps_of_layers_come_as_the_run_has_them)
{
    struct theorist *theorist = start();
    struct config config =
        build_config("activation=tanh2", "gamma=0.5,0.25", "noise=0.1", "alpha=4", NULL);
    struct question question = ask_about(1, 0, config);

    question.groups = 1;
    question.group[0] = (struct readout_group){1.0, 0.0, 1.0, true};
    const struct chart *chart = answer_until(theorist, &question, CHART_HERE);
    cr_assert_eq(chart->branches, 6);
    cr_expect_str_eq(chart->branch[chart->best].name, "specialised");
    const struct branch_point *two = &chart->branch[chart->best].here;
    /* k1 d and k2 k1 weights. */
    cr_expect_float_eq(two->mean_q, (0.5 * two->layers.q[0] + 0.125 * two->layers.q[1]) / 0.625,
                       1e-9);
    cr_expect_eq(two->group[0], two->layers.q[1]);
    /* Q1(s) grows with |s|, and eight parts of equal weight have the mean of the whole. */
    double mean = 0.0;
    cr_expect_eq(two->inner.bins, INNER_BINS_MAX);
    for (size_t b = 0; b < INNER_BINS_MAX; b++) {
        mean += two->inner.q[b] / INNER_BINS_MAX;
        cr_expect(b == 0 || (two->inner.s[b] > two->inner.s[b - 1] &&
                             two->inner.q[b] >= two->inner.q[b - 1]));
    }
    cr_expect_float_eq(mean, two->layers.q[0], 0.01);
    cr_expect(two->layers.q21 > 0.9 && isnan(two->layers.q[2]));
    const struct branch_point *none = &chart->branch[0].here;
    cr_expect(none->layers.q[0] == 0.0 && none->layers.q[1] == 0.0 && none->layers.q21 == 0.0);

    config = build_config("activation=tanh2c", "gamma=1,1,1", "noise=0.1", "alpha=6", NULL);
    question = ask_about(2, 0, config);
    chart = answer_until(theorist, &question, CHART_HERE);
    const struct branch_point *three = &chart->branch[1].here;
    cr_assert(three->exists);
    cr_expect_float_eq((three->layers.q[0] + three->layers.q[1] + three->layers.q[2]) / 3.0,
                       three->mean_q, 1e-9);
    cr_expect(isnan(three->layers.q[3]) && isnan(three->layers.q21) && isnan(three->group[0]));
    theorist_destroy(theorist);
}

Test(theorist, quarters_of_a_continuous_law_have_the_mean_of_the_whole)
{
    struct theorist *theorist = start();
    const struct config config =
        build_config("activation=tanh2", "readout=uniform", "noise=0.1", "alpha=2.385", NULL);
    struct question question = ask_about(1, 0, config);

    question.groups = 4;
    for (size_t g = 0; g < 4; g++)
        question.group[g] =
            (struct readout_group){0.0, 0.25 * (double)g, 0.25 * (double)(g + 1), false};
    const struct chart *chart = answer(theorist, &question);
    const struct branch_point *here = &chart->branch[1].here;

    cr_assert(here->exists);
    cr_expect_lt(here->group[0], here->group[1]);
    cr_expect_lt(here->group[2], here->group[3] + 1e-12);
    cr_expect_float_eq((here->group[0] + here->group[1] + here->group[2] + here->group[3]) / 4.0,
                       here->mean_q, 1e-12);
    theorist_destroy(theorist);
}

/* The mean over the neurons of a group, each with the overlap that theory has for its |v|. */
static double mean_of_neurons(const struct classes *classes, const float v[], size_t group,
                              const struct theory_point *point)
{
    double sum = 0.0, count = 0.0;

    for (size_t i = 0; i < classes->neurons; i++) {
        size_t atom = 0;

        if (classes->group[i] != group)
            continue;
        while (fabs(fabs((double)v[i]) - point->v[atom]) > 1e-3)
            atom++;
        sum += point->q[atom];
        count += 1.0;
    }
    return sum / count;
}

/* Laws of few sizes whose signs make more classes than there are groups, and of fewer. */
Test(theorist, a_tick_means_the_neurons_of_its_group)
{
    static struct theory_point point;
    static const char *const laws[] = {
        "atoms:-1.918333@0.1,-0.5@0.2,-0.3@0.1,0.3@0.2,0.5@0.1,0.9@0.2,1.918333@0.1", "4point",
        "atoms:-0.5@0.8,2@0.2"};
    const size_t groups[] = {4, 4, 2}, atoms[] = {4, 2, 2};
    enum { K = 20 };
    double wide[K];
    float v[K];

    for (size_t l = 0; l < 3; l++) {
        struct readout_law law;
        struct classes classes;
        struct branch_point out;
        struct readout_group group[Q_GROUPS_MAX];
        cr_assert_eq(readout_law_parse(&law, laws[l], NULL), STATUS_OK, "%s", laws[l]);
        readout_law_fill(&law, wide, K);
        for (size_t i = 0; i < K; i++)
            v[i] = (float)wide[i];
        cr_assert_eq(classes_init(&classes, v, K, ACTIVATION_MIXED, NULL), STATUS_OK);
        cr_assert_eq(classes.groups, groups[l], "%zu", classes.groups);
        point = (struct theory_point){.groups = 0};
        for (size_t i = 0; i < law.atoms; i++) {
            size_t at = 0;
            while (at < point.groups && fabs(point.v[at] - fabs(law.value[i])) > 1e-3)
                at++;
            if (at == point.groups)
                point.groups++;
            point.v[at] = fabs(law.value[i]);
            point.p[at] += law.probability[i];
        }
        cr_assert_eq(point.groups, atoms[l]);
        for (size_t i = 1; i < point.groups; i++) /* by |v| */
            for (size_t j = i; j > 0 && point.v[j] < point.v[j - 1]; j--) {
                const double swap_v = point.v[j], swap_p = point.p[j];
                point.v[j] = point.v[j - 1];
                point.p[j] = point.p[j - 1];
                point.v[j - 1] = swap_v;
                point.p[j - 1] = swap_p;
            }
        for (size_t i = 0; i < point.groups; i++)
            point.q[i] = 0.11 + 0.29 * (double)i;
        for (size_t g = 0; g < classes.groups; g++)
            group[g] = (struct readout_group){classes.readout[g], classes.from[g], classes.to[g],
                                              !classes.quarters};
        branch_point_fill(&out, &point, classes.groups, group);
        for (size_t g = 0; g < classes.groups; g++)
            cr_expect_float_eq(out.group[g], mean_of_neurons(&classes, v, g, &point), 1e-9,
                               "%s, %zu: %g", laws[l], g, out.group[g]);
        classes_fini(&classes);
    }
}

Test(theorist, a_change_of_alpha_keeps_the_curves_and_one_of_the_noise_does_not)
{
    struct theorist *theorist = start();
    struct config config = build_config("activation=tanh2", "noise=0.1", "alpha=2.385", NULL);
    struct question question = ask_about(1, 0, config);
    static struct chart first, second;

    first = *answer(theorist, &question);
    question.config.alpha = config.alpha = 1.9;
    question.revision = 1;
    second = *answer(theorist, &question);
    expect_solved(&second, &config);
    cr_expect_float_eq(second.at[0], first.at[0], 0.0);
    cr_expect_float_eq((double)second.branch[1].eps[60], (double)first.branch[1].eps[60], 0.0);
    question.config.noise = config.noise = 0.23;
    question.revision = 2;
    second = *answer(theorist, &question);
    expect_solved(&second, &config);
    expect_curve(&second, &config);
    cr_expect_gt(second.transitions.spinodal, first.transitions.spinodal);
    question.config.alpha = config.alpha = 400.0; /* beyond the curves */
    question.revision = 3;
    second = *answer(theorist, &question);
    cr_expect_geq(second.at[second.alphas - 1], 400.0);
    theorist_destroy(theorist);
}

Test(theorist, says_why_a_setting_has_no_theory)
{
    struct theorist *theorist = start();
    struct config config = build_config("activation=relu,relu", "gamma=0.5,0.5", NULL);
    struct question question = ask_about(1, 4, config);
    const struct chart *chart = answer(theorist, &question);

    cr_expect_eq(chart->state, CHART_NONE);
    cr_expect(strstr(chart->reason, "odd"), "%s", chart->reason);
    question = ask_about(2, 5, build_config("activation=relu", NULL));
    cr_expect_eq(answer(theorist, &question)->state, CHART_READY); /* the next run has one */
    theorist_destroy(theorist);
}

/* The second question comes while the first part of the first is being solved, a millisecond. */
Test(theorist, a_question_asked_again_before_its_answer_is_still_answered)
{
    struct theorist *theorist = start();
    struct config config = build_config(
        "activation=relu", "noise=0.1",
        "readout=atoms:-1.918333@0.1,-0.5@0.2,-0.3@0.1,0.3@0.2,0.5@0.1,0.9@0.2,1.918333@0.1", NULL);
    struct question question = ask_about(1, 0, config);

    answer(theorist, &question);
    for (uint32_t i = 1; i < 20; i++) {
        question.config.alpha = config.alpha = 2.0 + 0.013 * i;
        theorist_ask(theorist, &question);
        theorist_wait(theorist, clock_seconds() + 4e-5 * i);
        question.revision = i;
        expect_solved(answer(theorist, &question), &config);
    }
    theorist_destroy(theorist);
}

Test(theorist, no_chart_has_more_solved_than_it_has_alphas)
{
    struct theorist *theorist = start();
    struct question question =
        ask_about(1, 0, build_config("activation=tanh2", "readout=uniform", "noise=0.1", NULL));
    const struct chart *chart = answer(theorist, &question);
    double progress = 0.0;

    question.config.noise = 0.2;
    question.revision = 1;
    theorist_ask(theorist, &question);
    do {
        chart = next_chart(theorist);
        cr_expect_leq(chart->solved, chart->alphas);
        if (chart->revision == 1)
            cr_expect_geq(chart->progress, progress);
        progress = chart->revision == 1 ? chart->progress : 0.0;
    } while (progress < 1.0);
    cr_expect_eq(chart->state, CHART_READY);
    theorist_destroy(theorist);
}

Test(theorist, curves_have_a_width_where_the_solvers_do_not_hold)
{
    struct theorist *theorist = start();
    const char *const alphas[] = {"alpha=1e-6", "alpha=1000", "alpha=2e-4"};

    for (uint32_t i = 0; i < 3; i++) {
        const struct question question = ask_about(
            i + 1, 0,
            build_config("activation=tanh2", "readout=uniform", "noise=0.1", alphas[i], NULL));
        const struct chart *chart = answer(theorist, &question);
        for (size_t j = 1; j < chart->alphas; j++)
            cr_expect_gt(chart->at[j], chart->at[j - 1]);
        cr_expect_eq(chart->solved, chart->alphas);
    }
    theorist_destroy(theorist);
}

/* A storm of questions: only the last one has to be answered, and right. */
Test(theorist, the_newest_question_ends_the_work_on_older_ones)
{
    struct theorist *theorist = start();
    struct config config =
        build_config("activation=relu", "readout=gaussian", "noise=0.1", "alpha=1", NULL);
    struct question question = ask_about(1, 0, config);

    for (uint32_t i = 0; i < 200; i++) {
        question.revision = i;
        question.config.alpha = 0.5 + 0.013 * (double)((i * 37) % 200);
        theorist_ask(theorist, &question);
        theorist_wait(theorist, clock_seconds() + 1e-5);
    }
    config.alpha = question.config.alpha = 1.771;
    question.revision = 200;
    const struct chart *chart = answer(theorist, &question);
    expect_solved(chart, &config);
    expect_curve(chart, &config);
    theorist_destroy(theorist);
}

Test(theorist, an_engine_has_charts_of_the_run_that_is_watched_only)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_COUNT);
    const struct config config = TINY({"steps", "0"});
    const struct limits limits = {.steps = 3};
    const struct chart *chart;
    struct error err;

    rig_start(rig, config, limits);
    rig_finish(rig);
    cr_expect_null(engine_chart(rig->engine));
    const uint32_t run = engine_start(rig->engine, &config, &(struct limits){0}, true, &err);
    const uint32_t revision = rig_set(rig, "alpha", "3.21");
    do {
        chart = engine_wait_chart(rig->engine, clock_seconds() + NEVER);
        cr_assert(chart, "the engine made no chart in %d s", (int)NEVER);
    } while (chart->state != CHART_READY || chart->revision != revision);
    cr_expect_eq(chart->run, run);
    cr_expect_float_eq(chart->alpha, 3.21, 0.0);
    cr_expect(isfinite(chart->branch[0].here.group[0]), "the groups are those of the run");
    rig_destroy(rig);
}
