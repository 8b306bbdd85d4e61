/* Plateaus between two levels, floors, rising curves, and labels that must not flap. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

#include "detectors.h"

static struct detector *detector;
static const struct plateau *plateau;
static struct plateau last_floor;

static void create(void)
{
    detector = detector_create();
}

static void destroy(void)
{
    detector_destroy(detector);
}

TestSuite(plateau_levels, .init = create, .fini = destroy);

/* r2 of h2h3, in short: up to the universal level, a creep, and from t = 1000 on to the last. */
static double creep(double t)
{
    const double level = 0.8828 + 0.006 * log10(fmax(t, 50.0) / 50.0) - 0.9 * exp(-t / 12.0);

    return t < 1000.0 ? level : 0.9466 - (0.9466 - 0.8906) * exp(-(t - 1000.0) / 300.0);
}

/* Every step from 1 on; returns how often it announced. */
static unsigned feed(double (*curve)(double t), double from, double to, double overlap)
{
    unsigned announced = 0;

    for (double t = from; t < to; t++)
        announced +=
            (detector_add(detector, (uint64_t)t, t, curve(t), overlap) & NEWS_PLATEAU) != 0;
    return announced;
}

Test(plateau_levels, finds_a_creep_near_the_lower_level_and_the_floor_after_it)
{
    detector_set_rule(detector, &(struct detector_rule){true, 0.8828, 0.9466});
    cr_expect_eq(feed(creep, 1, 20000, (double)NAN), 1);
    cr_assert_eq(detector_plateaus(detector, &plateau), 1);
    cr_expect_not(plateau->open);
    /* What is left of the rise is .2 of the way at 51 and .02 at 79. */
    cr_expect(plateau->start > 51 && plateau->start < 79, "%d", (int)plateau->start);
    cr_expect(plateau->end > 850 && plateau->end < 1100, "%d", (int)plateau->end);
    cr_expect_float_eq(plateau->level, 0.8868, 0.001);
    cr_expect_float_eq(plateau->drift, 0.006, 0.002);
    /* .2 of the way above its last level: 1000 + 300 ln(.056/.0432) = 1078. */
    cr_assert(detector_escape(detector).found);
    cr_expect(detector_escape(detector).step > 1050 && detector_escape(detector).step < 1110);
    /* u = .8 at 1000 + 300 ln(.056/.01276) = 1444, u = .96 at 1926: it is as flat as a plateau is
     * somewhere between. */
    cr_assert(detector_floor(detector, &last_floor));
    cr_expect(last_floor.open && last_floor.start > 1444 && last_floor.start < 1926, "%d",
              (int)last_floor.start);
    cr_expect_float_eq(last_floor.level, 0.9466, 0.0005);
}

/* Noise of 2 % of the way in every point: the numbers of the floor come from the floor alone. */
static double noisy_creep(double t)
{
    return creep(t) + 0.0638 * 0.02 * sqrt(2.0) * cos(t * t);
}

Test(plateau_levels, has_nothing_of_the_way_in_the_numbers_of_its_floor)
{
    detector_set_rule(detector, &(struct detector_rule){true, 0.8828, 0.9466});
    feed(noisy_creep, 1, 20000, (double)NAN);
    cr_assert(detector_floor(detector, &last_floor));
    cr_expect_lt(fabs(last_floor.level - 0.9466), 3.0 * last_floor.level_se, "%g +- %g",
                 last_floor.level - 0.9466, last_floor.level_se);
    cr_expect_lt(last_floor.level_se, 0.0004); /* .001 with all that has u > .8 */
}

/* By ratios r2 = .88 to .95 looks like one level. */
Test(plateau_levels, takes_a_small_rise_for_flat_when_it_has_no_levels)
{
    detector_set_rule(detector, &(struct detector_rule){true, (double)NAN, (double)NAN});
    cr_expect_eq(feed(creep, 1, 20000, (double)NAN), 1);
    cr_assert_eq(detector_plateaus(detector, &plateau), 1);
    cr_expect(plateau->open);
    cr_expect_not(detector_escape(detector).found);
    cr_expect_not(detector_floor(detector, &last_floor));
}

static double steps_down(double t)
{
    return 0.162 + 0.6 * exp(-t / 4.0) - (t < 400.0 ? 0.0 : 0.15 * (1.0 - exp((400.0 - t) / 60.0)));
}

/* The same with x -> 1 - x must be the same. */
static double steps_up(double t)
{
    return 1.0 - steps_down(t);
}

Test(plateau_levels, is_the_same_in_a_mirror)
{
    struct plateau down;

    detector_set_rule(detector, &(struct detector_rule){false, 0.01, 0.17});
    feed(steps_down, 1, 5000, (double)NAN);
    cr_assert_eq(detector_plateaus(detector, &plateau), 1);
    down = plateau[0];
    const struct escape escape = detector_escape(detector);
    destroy();
    create();
    detector_set_rule(detector, &(struct detector_rule){true, 0.83, 0.99});
    feed(steps_up, 1, 5000, (double)NAN);
    cr_assert_eq(detector_plateaus(detector, &plateau), 1);
    cr_expect_eq(plateau->start, down.start);
    cr_expect_eq(plateau->end, down.end);
    cr_expect_float_eq(plateau->level, 1.0 - down.level, 1e-12);
    cr_expect_float_eq(plateau->drift, -down.drift, 1e-12);
    cr_expect_float_eq(plateau->level_se, down.level_se, 1e-12);
    cr_expect(escape.found && detector_escape(detector).step == escape.step);
    cr_expect(escape.step > 405 && escape.step < 430, "%d", (int)escape.step);
}

/* 1/x rises where x falls. */
static double inverse(double t)
{
    return 1.0 / steps_down(t);
}

Test(plateau_levels, rises_by_ratios_as_its_inverse_falls)
{
    struct plateau down;

    feed(steps_down, 1, 5000, (double)NAN);
    cr_assert_geq(detector_plateaus(detector, &plateau), 1);
    down = plateau[0];
    const struct escape escape = detector_escape(detector);
    destroy();
    create();
    detector_set_rule(detector, &(struct detector_rule){true, (double)NAN, (double)NAN});
    feed(inverse, 1, 5000, (double)NAN);
    cr_assert_geq(detector_plateaus(detector, &plateau), 1);
    cr_expect_eq(plateau->start, down.start);
    cr_expect_eq(plateau->end, down.end);
    cr_expect_float_eq(plateau->level * down.level, 1.0, 1e-9);
    cr_expect_float_eq(plateau->drift_se / plateau->level, down.drift_se / down.level, 1e-9);
    cr_expect_eq(detector_escape(detector).step, escape.step);
}

/* A chain from the teacher: below the specialised level from the start, and up to it. */
static double from_teacher(double t)
{
    return 0.0138 * (1.0 - exp(-t / 60.0));
}

Test(plateau_levels, is_a_floor_from_the_teacher_on)
{
    detector_set_rule(detector, &(struct detector_rule){false, 0.0138, 0.0188});
    cr_expect_eq(feed(from_teacher, 1, 20000, 0.98), 0);
    cr_expect_not(detector_escape(detector).found);
    cr_assert(detector_floor(detector, &last_floor));
    cr_expect_float_eq(last_floor.level, 0.0138, 1e-4);
    cr_expect(last_floor.open);
}

static double settled(double t)
{
    return t > 3000.0 && t < 3040.0 ? 4e-4 : 1.1e-5 * (1.0 + 1e3 * exp(-t));
}

Test(plateau_levels, tells_of_the_floor_that_the_overlap_shows)
{
    cr_expect_eq(feed(settled, 1, 20000, 0.99), 0);
    cr_assert(detector_floor(detector, &last_floor));
    cr_expect(last_floor.open);
    cr_expect_float_eq(last_floor.level, 1.1e-5, 1e-8);
    detector_restart(detector, 20000.0);
    cr_expect_not(detector_floor(detector, &last_floor));
}

/* To and fro across u = .8 by .1: the floor stays one. */
static double about_the_edge(double t)
{
    return t < 6.0 ? 0.1 : 0.8 + 0.1 * cos(9.0 * log10(t));
}

Test(plateau_levels, does_not_flap_between_floor_and_plateau)
{
    detector_set_rule(detector, &(struct detector_rule){true, 0.0, 1.0});
    cr_expect_eq(feed(about_the_edge, 1, 20000, (double)NAN), 0);
    cr_assert(detector_floor(detector, &last_floor));
    cr_expect(last_floor.open && last_floor.start < 40, "%d", (int)last_floor.start);
}

static double spiky(double t)
{
    const double place = log10(t) - floor(log10(t));

    return place > 0.5 && place < 0.528 ? 0.9 : 0.0183 * (1.0 + 0.02 * cos(t * t));
}

Test(plateau_levels, keeps_its_label_through_a_spike_in_every_decade)
{
    cr_expect_eq(feed(spiky, 1, 300000, (double)NAN), 1);
    cr_assert_eq(detector_plateaus(detector, &plateau), 1);
    cr_expect(plateau->open);
    cr_expect_not(detector_escape(detector).found);
    cr_expect_float_eq(plateau->level, 0.0183, 1e-4);
}

/* The creep of a metastable state: three decades at a slope of .05 are a factor of .71. */
static double drifting(double t)
{
    return 0.2 * pow(t, -0.05) * (t > 8000.0 ? exp(-(t - 8000.0) / 400.0) : 1.0);
}

Test(plateau_levels, follows_a_slow_drift_and_is_not_escaped_by_it)
{
    cr_expect_eq(feed(drifting, 1, 9000, (double)NAN), 1);
    cr_assert_eq(detector_plateaus(detector, &plateau), 1);
    cr_expect(plateau->decades > 3.0 && plateau->decades < 3.25);
    cr_expect_float_eq(plateau->drift / plateau->level / log(10.0), -0.05, 0.005);
    cr_expect_gt(plateau->confidence, 0.999);
    /* Not while it drifts, though that brings it down to .84 of its median. */
    const double escaped = (double)detector_escape(detector).step;
    cr_expect(escaped > 8000 && escaped < 8200, "%g", escaped);
    cr_expect_lt(drifting(escaped), 0.81 * plateau->level);
}

/* Announced on the way down: within 5 % of the time since the restart. */
Test(plateau_levels, is_left_within_a_twentieth_of_the_time)
{
    const double level = drifting(8000.0);
    double below = 0.0, left = 0.0;

    for (double t = 1.0; t < 9000.0 && left == 0.0; t++) {
        if (below == 0.0 && drifting(t) < 0.8 * level)
            below = t;
        if (detector_add(detector, (uint64_t)t, t, drifting(t), 0.1) & NEWS_LEFT)
            left = t;
    }
    cr_assert(below > 0.0 && left > 0.0);
    cr_expect(left < 1.05 * below, "%g after %g", left, below);
}

/* The only way out is up: the plateau ends, but nothing has escaped. */
static double leaves_upwards(double t)
{
    return t < 500.0 ? 0.05 : 0.05 * pow(t / 500.0, 0.8);
}

Test(plateau_levels, is_left_upwards_without_an_escape)
{
    cr_expect_eq(feed(leaves_upwards, 1, 3000, (double)NAN), 1);
    cr_assert_eq(detector_plateaus(detector, &plateau), 1);
    cr_expect_not(plateau->open);
    cr_expect(plateau->end > 400 && plateau->end < 650, "%d", (int)plateau->end);
    cr_expect_not(detector_escape(detector).found);
}
