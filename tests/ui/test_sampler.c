/* The Sampler screen: the algorithm, and its posterior. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fake_chart.h"
#include "fake_run.h"
#include "pictures.h"

static void use_utc(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
}

TestSuite(sampler, .init = use_utc);

static struct view *sampling(void)
{
    struct view *view = fake_view("hmc-escape");
    double *value = view->live.now.last[0].value;

    fake_run_to(view, 10.0, 900.0);
    fake_show(view, 900.0, RUN_RUNNING);
    value[SERIES_ACCEPT] = 0.713;
    value[SERIES_STEP_SIZE] = 0.0234;
    value[SERIES_ENERGY_ERROR] = -0.342;
    value[SERIES_DIVERGENCES] = 17.0;
    value[SERIES_TRAIN] = 0.103;
    value[SERIES_EPS_GIBBS] = 0.0482;
    value[SERIES_EPS_MEAN] = 0.0257;
    value[SERIES_BFMI] = 0.917;
    view_follow(view);
    press(view, "5");
    return view;
}

Test(sampler, goldens)
{
    struct view *view = sampling();

    check_golden(view, 24, 80, true, "sampler_80x24");
    check_golden(view, 24, 80, false, "sampler_80x24_ascii");
    check_golden(view, 48, 160, true, "sampler_160x48");
    check_golden(view, 10, 40, true, "sampler_40x10");
    check_golden(view, 1, 80, true, "sampler_80x1");
    fake_end(view);
    view = fake_story("first-light", 400.0);
    view->live.now.last[0].value[SERIES_EPS_GIBBS] = fake_eps(400.0);
    view->live.now.last[0].value[SERIES_GRADIENT] = 0.0475;
    view->live.now.last[0].value[SERIES_UPDATE_RATIO] = 0.00162;
    press(view, "5");
    check_golden(view, 24, 80, true, "optimiser_80x24");
    fake_end(view);
}

static void expect(struct view *view, const char *const words[], size_t count)
{
    char *text = text_of(view, 48, 160, true);

    for (size_t i = 0; i < count; i++)
        cr_expect(strstr(text, words[i]), "no \"%s\" in\n%s", words[i], text);
    free(text);
}

Test(sampler, tells_what_it_knows_of_itself)
{
    /* Noise .1: test .1482, less train .0452, which is .452 of it. */
    static const char *const words[] = {"sampler hmc",
                                        "acceptance    .713  [#######...]",
                                        "step size     .0234  in force",
                                        "energy error  -.342",
                                        "divergences   17 ",
                                        "test - train  .0452  .452 of Δ  train .103",
                                        "leapfrog 10",
                                        "train / Δ     1.03",
                                        "eps of mean   .0257  half-Gibbs .0241"};
    struct view *view = sampling();

    expect(view, words, sizeof words / sizeof *words);
    fake_end(view);
}

Test(sampler, depth_of_trees_stands_where_there_are_trees)
{
    static const char *const words[] = {"tree depth    5 "};
    struct view *view = sampling();
    char *text = text_of(view, 24, 80, true);

    cr_assert_null(strstr(text, "tree depth"));
    free(text);
    view->live.now.last[0].value[SERIES_TREE_DEPTH] = 5.0;
    expect(view, words, 1);
    fake_end(view);
}

/* Effective samples a gradient times 57.8 gradients a second, as the fake run has it. */
Test(sampler, tells_effective_samples_by_gradient_and_second)
{
    static const char *const words[] = {
        "ESS of eps    412  R-hat 1.02  11.9/s  .206 per gradient",
        "ESS of q      98.4  R-hat 1.11  2.84/s  .0492 per gradient"};
    struct view *view = sampling();
    struct health *health = &view->live.now.verdicts.health;

    health->eps = (struct mixing){.ess = 412.0, .rhat = 1.0234, .clock = 2000.0};
    health->q = (struct mixing){.ess = 98.4, .rhat = 1.114, .clock = 2000.0};
    expect(view, words, 2);
    char *text = text_of(view, 24, 80, true);
    cr_expect(strstr(text, "412  R-hat 1.02  11.9/s\n"), "%s", text);
    free(text);
    view->live.now.gradients_per_second = 0.0;
    expect(view, (const char *const[]){"R-hat 1.02  .206 per gradient"}, 1);
    fake_end(view);
}

/* Eight heights of blocks, or marks that rise as far as ASCII lets them; lags as gradients. */
Test(sampler, memory_is_a_curve_of_a_cell_a_lag)
{
    struct view *view = sampling();
    struct autocorrelation *memory = &view->live.now.verdicts.health.memory;
    char *text = text_of(view, 24, 80, true);

    cr_expect_null(strstr(text, "autocorr. eps"), "nothing is known of it");
    free(text);
    *memory = (struct autocorrelation){.step = 3, .clock = 31.0};
    for (size_t i = 0; i < CHAIN_LAGS; i++)
        memory->rho[i] = i < 9 ? 1.0 - 0.125 * (double)i : -0.3;
    expect(view, (const char *const[]){"autocorr. eps █▇▆▅▄▃▂▁▁▁▁▁▁▁▁▁  to 465  gradients"}, 1);
    text = text_of(view, 24, 80, false);
    cr_expect(strstr(text, "autocorr. eps #*+=-:._________  to 465\n"), "%s", text);
    free(text);
    for (size_t i = 5; i < CHAIN_LAGS; i++)
        memory->rho[i] = (double)NAN;
    expect(view, (const char *const[]){"autocorr. eps █▇▆▅▄  to 124"}, 1);
    fake_end(view);
}

/* It holds a matrix, and neither weights nor samples. */
Test(sampler, message_passing_tells_how_far_its_matrix_has_come)
{
    static const char *const words[] = {"estimator gamp-rie",
                                        "iteration     7  until it stands still",
                                        "residual      2.14e-3  |dS| / |S|  undamped",
                                        "eigenvalues   1.02  1 in theory  of their mean square",
                                        "test - train  .0131  .131 of Δ",
                                        "damping 0",
                                        "gamp-rie draws no posterior samples"};
    struct view *view = fake_view("gamp-rie");
    double *value = view->live.now.last[0].value;

    fake_run_to(view, 1.0, 7.0);
    fake_show(view, 7.0, RUN_RUNNING);
    value[SERIES_EPS] = 0.0341;
    value[SERIES_TRAIN] = 0.121;
    value[SERIES_ITERATIONS] = 7.0;
    value[SERIES_UPDATE_RATIO] = 0.00214;
    value[SERIES_SPECTRUM] = 1.0214;
    view_follow(view);
    press(view, "5");
    expect(view, words, sizeof words / sizeof *words);
    check_golden(view, 24, 80, true, "estimator_80x24");
    fake_end(view);
}

Test(sampler, replicas_stand_side_by_side)
{
    static const char *const words[] = {"replica #0", "replica #1"};
    struct view *view = sampling();
    const struct measurement sample = fake_sample(view, 901.0, 1);

    fake_tell(view, &sample);
    expect(view, words, 2);
    fake_end(view);
}

Test(sampler, twins_that_started_apart_are_held_against_each_other)
{
    struct view *view = sampling();
    struct twins *twins = &view->live.now.verdicts.health.twins;

    *twins = (struct twins){TWINS_EQUAL, 1, 0.07, 0.025, 2.8};
    expect(view, (const char *const[]){"twins         equal  +7 %  +2.8 se  eps of #1 over #0"}, 1);
    *twins = (struct twins){TWINS_APART, 3, 0.08, 0.025, 3.2};
    expect(view, (const char *const[]){"twins         apart  +8 %  +3.2 se  eps of #3"}, 1);
    twins->verdict = TWINS_EARLY;
    expect(view, (const char *const[]){"twins         too early  +8 %  +3.2 se"}, 1);
    *twins = (struct twins){TWINS_APART, 1, 113.2, 0.25, 452.0};
    expect(view, (const char *const[]){"twins         apart  x 114  +4.5e+02 se"}, 1);
    twins->verdict = TWINS_NONE;
    char *text = text_of(view, 24, 80, true);
    cr_expect_null(strstr(text, "twins"), "there are none");
    free(text);
    fake_end(view);
}

/* An optimiser has parameters and a gap, but no posterior. */
Test(sampler, an_optimiser_is_called_one)
{
    static const char *const words[] = {"optimiser adam",
                                        "lr 0.01",
                                        "batch n/4",
                                        "test - train",
                                        "gradient      .0475  norm, last batch",
                                        "update ratio  1.62e-3  |dW| / |W|  last step",
                                        "adam draws no posterior samples"};
    struct view *view = fake_story("first-light", 400.0);

    view->live.now.last[0].value[SERIES_STEP_SIZE] = 0.01;
    view->live.now.last[0].value[SERIES_GRADIENT] = 0.0475;
    view->live.now.last[0].value[SERIES_UPDATE_RATIO] = 0.00162;
    view->live.now.last[0].value[SERIES_EPS_GIBBS] = fake_eps(400.0);
    press(view, "5");
    expect(view, words, sizeof words / sizeof *words);
    char *text = text_of(view, 48, 160, true);
    cr_assert(!strstr(text, "step size") && !strstr(text, "train / Δ"), "%s", text);
    free(text);
    fake_end(view);
}
