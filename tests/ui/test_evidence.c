/* Theory against the run: the numbers, the course of their distance, the plateaus by name. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fake_run.h"
#include "pictures.h"

static void use_utc(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
}

TestSuite(evidence, .init = use_utc);

static size_t index_of(enum series series)
{
    size_t i = 0;

    while (against_theory_series(i) != series)
        i++;
    return i;
}

static void hold(struct against_theory *comparison, enum series series, double mean, double se,
                 double theory, enum agreement verdict)
{
    comparison->at[index_of(series)] = (struct deviation){
        verdict, {mean, se}, theory, mean / theory - 1.0, se / theory, (mean - theory) / se};
}

/* On the plateau, 1.2 % below the universal branch; the optimal one is far away. */
static struct view *on_plateau(void)
{
    struct view *view = fake_story("first-light", 100.0);
    struct snapshot *now = &view->live.now;
    struct against_theory *nearest = &now->verdicts.health.nearest[0],
                          *optimal = &now->verdicts.health.optimal[0];

    snprintf(nearest->branch, sizeof nearest->branch, "universal");
    snprintf(optimal->branch, sizeof optimal->branch, "specialised");
    hold(nearest, SERIES_EPS, 0.16039, 0.00041, 0.16233, AGREEMENT_DIFFERS);
    hold(nearest, SERIES_Q, 0.238, 0.004, 0.0, AGREEMENT_CHANCE);
    hold(nearest, SERIES_R2, 0.881, 0.002, 0.8828, AGREEMENT_AGREES);
    hold(optimal, SERIES_EPS, 0.16039, 0.00041, 1.111e-5, AGREEMENT_DIFFERS);
    hold(optimal, SERIES_Q, 0.238, 0.004, 0.99999, AGREEMENT_EARLY);
    now->verdicts.found[0].naming[0] =
        (struct naming){"universal", true, 0.16233, -0.0021, -0.8, NISHIMORI_OK};
    now->verdicts.found[0].neurons[0] =
        (struct found_neurons){75, 40, 75, {71.25, 285}, {92.5, 370}, {(double)NAN, 0}};
    press(view, "6");
    return view;
}

Test(evidence, goldens)
{
    struct view *view = on_plateau();

    check_golden(view, 24, 80, true, "evidence_80x24");
    check_golden(view, 24, 80, false, "evidence_80x24_ascii");
    check_golden(view, 48, 160, true, "evidence_160x48");
    check_golden(view, 10, 40, true, "evidence_40x10");
    check_golden(view, 1, 80, true, "evidence_80x1");
    fake_end(view);
}

/* A chain that scatters by 20 %, as it may for a thousand gradients, and now is at its mean. */
Test(evidence, the_range_holds_the_scatter_and_not_the_last_point_alone)
{
    struct view *view = on_plateau();
    char *text;

    for (double t = 100.0; t < 2000.0; t *= 1.01) {
        struct measurement sample = fake_sample(view, t, 0);
        const bool is_last = t * 1.01 >= 2000.0, is_high = (int)(100.0 * log(t)) % 2;
        sample.value[SERIES_EPS] = 0.16233 * (is_last ? 1.0 : is_high ? 1.2 : 0.8);
        sample.value[SERIES_UNI] = 0.16233;
        sample.value[SERIES_SPE] = sample.value[SERIES_OPT] = 1.111e-5;
        fake_tell(view, &sample);
    }
    view_follow(view);
    text = text_of(view, 24, 80, true);
    cr_expect(strstr(text, " 20┤") && strstr(text, "-20┤"), "%s", text);
    free(text);
    fake_end(view);
}

static void expect(struct view *view, const char *const words[], size_t count)
{
    char *text = text_of(view, 24, 80, true);

    for (size_t i = 0; i < count; i++)
        cr_expect(strstr(text, words[i]), "no \"%s\" in\n%s", words[i], text);
    free(text);
}

Test(evidence, has_the_distance_in_percent_and_in_errors)
{
    static const char *const words[] = {"nearest: universal",
                                        "-1.2 %",
                                        "-4.7",
                                        "differs",
                                        "at chance",
                                        "agrees",
                                        "optimal: specialised",
                                        "x 1.44e4 +391  differs",
                                        "P1",
                                        "universal -0.2 %",
                                        "-0.8 se",
                                        "found 40/75",
                                        "first 71.2 half 92.5"};
    struct view *view = on_plateau();

    expect(view, words, sizeof words / sizeof *words);
    fake_end(view);
}

Test(evidence, has_the_floor_apart_from_the_plateaus)
{
    struct view *view = on_plateau();
    struct findings *found = &view->live.now.verdicts.found[0];

    found->has_floor = true;
    found->floor = (struct plateau){
        .start_gradients = 1259.0, .level = 0.00207, .level_se = 4.3e-6, .open = true};
    expect(view, (const char *const[]){"floor 2.07e-3 +-4.30e-6 since t = 1.26e3"}, 1);
    found->floor.open = false;
    expect(view, (const char *const[]){"since t = 1.26e3, left"}, 1);
    fake_end(view);
}

Test(evidence, one_branch_that_is_both_stands_once)
{
    struct view *view = on_plateau();

    view->live.now.verdicts.health.optimal[0] = view->live.now.verdicts.health.nearest[0];
    expect(view, (const char *const[]){"nearest, optimal: universal"}, 1);
    fake_end(view);
}

/* The run before had 60 of 120: the limit is as far beyond this one as that was before it. */
Test(evidence, two_sizes_have_a_limit)
{
    struct view *view = on_plateau(), *other = on_plateau();
    struct deviation *eps = &view->live.now.verdicts.health.nearest[0].at[0];

    view->live.now.config.d = 60;
    eps->run.mean = 0.16239;
    view_start(view, FAKE_RUN, view_config(other));
    view->live.now.verdicts.health = other->live.now.verdicts.health;
    expect(view, (const char *const[]){"eps at 1/d = 0: .158 +-9.17e-4 -2.4 % (2 runs)"}, 1);
    view_start(view, FAKE_RUN, view_config(other)); /* of another algorithm: nothing in common */
    view->live.now.verdicts.health = other->live.now.verdicts.health;
    strcpy(view->live.now.config.algorithm, "sgd");
    char *text = text_of(view, 24, 80, true);
    cr_expect_null(strstr(text, "1/d = 0"));
    free(text);
    fake_end(other);
    fake_end(view);
}

Test(evidence, without_theory_says_so)
{
    struct view *view = fake_story("first-light", 100.0);

    press(view, "6");
    expect(view, (const char *const[]){"no theory to compare with"}, 1);
    fake_end(view);
}
