/* The theory of a run as the record keeps it, and the alphas where the run was. */
#include "record.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "fake_chart.h"
#include "fake_run.h"

Test(record, a_chart_is_taken_when_it_tells_more)
{
    struct view *view = fake_story("first-light", 50.0);
    struct chart *chart = fake_chart(view, CHART_HERE);

    cr_assert(record_take_chart(&view->live, chart));
    cr_assert_not(record_take_chart(&view->live, chart));
    chart->number++;
    cr_assert(record_take_chart(&view->live, chart));
    chart->number++;
    chart->run++;
    cr_assert_not(record_take_chart(&view->live, chart));
    cr_assert_eq(view->live.chart.run, FAKE_RUN);
    fake_end(view);
}

/*
 * Until the new parameters are solved, the theory of the old ones stays; a setting without theory
 * clears it.
 */
Test(record, an_old_chart_stands_in_until_the_new_one_has_come_as_far)
{
    struct view *view = fake_story("first-light", 50.0);
    const struct record *record = &view->live;
    struct chart *chart = fake_chart(view, CHART_READY);

    cr_assert_null(record_chart(record, CHART_HERE));
    record_take_chart(&view->live, chart);
    cr_assert_eq(record_chart(record, CHART_READY), &record->chart);
    cr_assert_not(record_is_old(record, &record->chart));
    chart->number++;
    view->live.now.revision = chart->revision = FAKE_REVISION + 1;
    view->live.now.config.alpha = chart->alpha = 6.0;
    cr_assert(record_is_old(record, &record->chart));
    chart->state = CHART_HERE;
    record_take_chart(&view->live, chart);
    cr_assert_eq(record_chart(record, CHART_HERE), &record->chart);
    cr_assert_eq(record_chart(record, CHART_PROFILE), &record->old_chart);
    cr_assert(record_is_old(record, &record->old_chart));
    cr_assert_not(record_is_old(record, &record->chart));
    chart->state = CHART_READY;
    chart->number++;
    record_take_chart(&view->live, chart);
    cr_assert_eq(record_chart(record, CHART_PROFILE), &record->chart);
    chart->state = CHART_NONE;
    chart->number++;
    record_take_chart(&view->live, chart);
    cr_assert_null(record_chart(record, CHART_HERE));
    fake_end(view);
}

/* Another learning rate is another revision, and the same theory. */
Test(record, a_change_that_the_theory_does_not_know_makes_no_chart_old)
{
    struct view *view = fake_story("first-light", 50.0);

    record_take_chart(&view->live, fake_chart(view, CHART_READY));
    view->live.now.revision++;
    cr_assert_not(record_is_old(&view->live, &view->live.chart));
    view->live.now.config.noise *= 2.0;
    cr_assert(record_is_old(&view->live, &view->live.chart));
    fake_end(view);
}

Test(record, charts_freeze_with_the_rest_and_end_with_the_run)
{
    struct view *view = fake_story("first-light", 50.0);
    const struct config config = *view_config(view);
    struct chart *chart = fake_chart(view, CHART_HERE);

    record_take_chart(&view->live, chart);
    view_freeze(view, true);
    chart->state = CHART_READY;
    chart->number++;
    record_take_chart(&view->live, chart);
    cr_assert_eq(view_shown(view)->chart.state, CHART_HERE);
    view_freeze(view, false);
    cr_assert_eq(view_shown(view)->chart.state, CHART_READY);
    view_start(view, FAKE_RUN + 1, &config);
    cr_assert_null(record_chart(&view->live, CHART_HERE));
    cr_assert_eq(view->live.visits, 0);
    fake_end(view);
}

Test(record, remembers_the_last_error_at_each_alpha)
{
    struct view *view = fake_view("first-light");
    static const double alphas[] = {5.0, 6.0, 5.0};

    cr_assert_null(record_visit(&view->live, 0));
    for (size_t i = 0; i < 3; i++) {
        for (double t = 10.0 * (double)i + 1.0; t < 10.0 * (double)i + 5.5; t += 1.0) {
            struct measurement sample = fake_sample(view, t, 0);
            sample.alpha = alphas[i];
            if (t > 10.0 * (double)i + 4.5)
                sample.value[SERIES_EPS] = (double)NAN;
            fake_tell(view, &sample);
            sample.replica = 1;
            sample.alpha = 99.0;
            fake_tell(view, &sample);
        }
    }
    for (size_t back = 0; back < 3; back++) {
        const struct visit *visit = record_visit(&view->live, back);
        cr_assert_float_eq(visit->alpha, alphas[2 - back], 0.0);
        cr_assert_float_eq(visit->eps, fake_eps(10.0 * (double)(2 - back) + 4.0), 1e-12);
    }
    cr_assert_null(record_visit(&view->live, 3));
    for (int i = 0; i < 3 * VISITS_MAX; i++) {
        for (int step = 0; step < 2; step++) {
            struct measurement sample = fake_sample(view, 40.0 + i + 0.5 * step, 0);
            sample.alpha = 1.0 + i;
            fake_tell(view, &sample);
        }
    }
    cr_assert_float_eq(record_visit(&view->live, VISITS_MAX - 1)->alpha, 2.0 * VISITS_MAX + 1.0,
                       0.0);
    cr_assert_null(record_visit(&view->live, VISITS_MAX));
    fake_end(view);
}

/*
 * While paused, a change of alpha is measured at the run's place, and the run makes no step there.
 */
Test(record, an_alpha_without_a_step_is_no_place_where_the_run_has_been)
{
    struct view *view = fake_view("first-light");
    static const struct {
        double t, alpha;
    } samples[] = {{1.0, 5.0}, {9.0, 5.0}, {9.0, 5.5}, {9.0, 0.54}, {9.0, 0.4}, {9.5, 0.4}};

    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct measurement sample = fake_sample(view, samples[i].t, 0);
        sample.alpha = samples[i].alpha;
        fake_tell(view, &sample);
    }
    cr_assert_float_eq(record_visit(&view->live, 0)->alpha, 0.4, 0.0);
    cr_assert_float_eq(record_visit(&view->live, 1)->alpha, 5.0, 0.0);
    cr_assert_null(record_visit(&view->live, 2));
    view->live.now.config.alpha = 0.4;
    cr_assert_float_eq(record_remembered(&view->live), 5.0, 0.0);
    view->live.now.config.alpha = 5.0;
    cr_assert(isnan(record_remembered(&view->live)));
    fake_end(view);
}

/* There and back without a step: the run has never left. */
Test(record, an_alpha_that_is_left_and_returned_to_goes_on)
{
    struct view *view = fake_view("first-light");
    static const double alphas[] = {5.0, 5.0, 6.0, 5.0};

    for (size_t i = 0; i < 4; i++) {
        struct measurement sample = fake_sample(view, i == 0 ? 1.0 : 9.0, 0);
        sample.alpha = alphas[i];
        fake_tell(view, &sample);
    }
    cr_assert_float_eq(record_visit(&view->live, 0)->alpha, 5.0, 0.0);
    cr_assert_null(record_visit(&view->live, 1));
    fake_end(view);
}
