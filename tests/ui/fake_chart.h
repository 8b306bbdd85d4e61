/*
 * tests: an invented theory for the run of fake_run.h: a universal branch that falls slowly, a
 * specialised one from alpha = 1.3 on, optimal from 1.45 on, a double well between them.
 */
#ifndef PLATEAU_TESTS_FAKE_CHART_H
#define PLATEAU_TESTS_FAKE_CHART_H

#include <math.h>
#include <stdio.h>

#include "plateau/chart.h"
#include "view.h"

static const double fake_spinodal = 1.3, fake_equilibrium = 1.45;

static inline double fake_universal(double alpha)
{
    return 0.17 / (1.0 + 0.04 * alpha);
}

static inline double fake_specialised(double alpha)
{
    return alpha < fake_spinodal ? (double)NAN : 0.09 * pow(alpha / fake_spinodal, -2.385);
}

/* Two wells, the deeper one at q = .97, and walls. */
static inline double fake_height(double q)
{
    return 4.0 * pow(q - 0.05, 2.0) * pow(q - 0.97, 2.0) + 0.0137 * (0.97 - q);
}

static inline struct branch_point fake_point(double eps, double q, double f)
{
    struct branch_point point = {
        .exists = isfinite(eps), .eps = eps, .free_entropy = f, .mean_q = q, .r2 = q * q};

    for (size_t g = 0; g < Q_GROUPS_MAX; g++)
        point.group[g] = q * (1.0 - 0.07 * (double)(Q_GROUPS_MAX - 1 - g));
    return point;
}

static inline void fake_curve(struct chart *chart)
{
    chart->alphas = chart->solved = CHART_ALPHAS_MAX;
    for (size_t i = 0; i < chart->alphas; i++) {
        const double alpha = 0.3 * pow(100.0, (double)i / (CHART_ALPHAS_MAX - 1));
        chart->at[i] = alpha;
        chart->branch[0].eps[i] = (float)fake_universal(alpha);
        chart->branch[1].eps[i] = (float)fake_specialised(alpha);
        chart->best_at[i] = alpha >= fake_equilibrium;
    }
}

static inline struct chart *fake_chart(const struct view *view, enum chart_state state)
{
    static struct chart chart;
    const uint64_t number = chart.number + 1;

    memset(&chart, 0, sizeof chart);
    chart.number = number;
    chart.run = view->live.run;
    chart.revision = view->live.now.revision;
    chart.state = state;
    chart.alpha = view_config(view)->alpha;
    chart.noise = view_config(view)->noise;
    chart.progress = 0.25 * (state - CHART_SOLVING);
    chart.seconds = 0.0417;
    chart.best = chart.branches = 0;
    if (state == CHART_NONE)
        snprintf(chart.reason, sizeof chart.reason,
                 "no theory: sparse weights have none; choose weights = gaussian");
    if (state < CHART_HERE)
        return &chart;
    chart.branches = 2;
    snprintf(chart.branch[0].name, sizeof chart.branch[0].name, "universal");
    snprintf(chart.branch[1].name, sizeof chart.branch[1].name, "specialised");
    chart.branch[0].here = fake_point(fake_universal(chart.alpha), 0.05, -0.2385);
    chart.branch[1].here = fake_point(fake_specialised(chart.alpha), 0.97, -0.2259);
    chart.best = chart.alpha >= fake_equilibrium;
    if (state >= CHART_TRANSITIONS)
        chart.transitions = (struct theory_transitions){
            .spinodal = fake_spinodal, .equilibrium = fake_equilibrium, .algorithmic = (double)NAN};
    if (state >= CHART_PROFILE) {
        chart.profile_points = CHART_PROFILE_MAX;
        for (size_t i = 0; i < CHART_PROFILE_MAX; i++) {
            chart.q[i] = (double)(i + 1) / (CHART_PROFILE_MAX + 1);
            chart.f[i] = -0.2259 - fake_height(chart.q[i]);
        }
    }
    if (state == CHART_READY)
        fake_curve(&chart);
    return &chart;
}

/* The theory at the parameters in force, as far as `state`. */
static inline void fake_solve(struct view *view, enum chart_state state)
{
    record_take_chart(&view->live, fake_chart(view, state));
    view_follow(view);
}

#endif
