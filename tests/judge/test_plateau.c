#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

#include "detectors.h"

/* What the detector found in one synthetic run. */
struct detected {
    unsigned plateaus, left, escapes; /* announcements */
    double announced;                 /* gradients at the first one */
    const struct plateau *plateau;
    size_t count;
    struct escape escape;
};

/* A run: the error at t gradients, its relative noise, and when it is measured. */
struct made_curve {
    double (*error)(double t);
    double (*overlap)(double t); /* NULL: none */
    double noise;
    double per_decade; /* log-spaced from t = .25 */
    double every;      /* or linear */
    double end;
};

static struct detector *detector;

static void create(void)
{
    detector = detector_create();
}

static void destroy(void)
{
    detector_destroy(detector);
}

TestSuite(plateau, .init = create, .fini = destroy);

static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return ((double)(*state >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(uint64_t *state)
{
    const double radius = sqrt(-2.0 * log(uniform(state)));

    return radius * cos(6.283185307179586 * uniform(state));
}

/* Four steps are one gradient, as with quarter batches. */
static struct detected run(const struct made_curve *curve, uint64_t seed)
{
    struct detected outcome = {0};
    double t = curve->every > 0.0 ? curve->every : 0.25;

    while (t <= curve->end) {
        const double overlap = curve->overlap ? curve->overlap(t) : (double)NAN;
        const double error = curve->error(t) * (1.0 + curve->noise * normal(&seed));
        const unsigned news = detector_add(detector, (uint64_t)(4.0 * t), t, error, overlap);

        if (news & NEWS_PLATEAU && outcome.plateaus++ == 0)
            outcome.announced = t;
        outcome.left += (news & NEWS_LEFT) != 0;
        outcome.escapes += (news & NEWS_ESCAPE) != 0;
        t = curve->every > 0.0 ? t + curve->every : t * pow(10.0, 1.0 / curve->per_decade);
    }
    outcome.count = detector_plateaus(detector, &outcome.plateau);
    outcome.escape = detector_escape(detector);
    return outcome;
}

/* presets/first-light.ini in miniature: the numbers of its watch_for. */
static double tanh2_adam(double t)
{
    const double fall = t < 10 ? 0.162 + 0.838 * (10 - t) / 10 : 0.162;

    return t < 175 ? fall : fmax(1.1e-5, 0.162 * exp(-(t - 175) / (1000 - 175) * 9.597));
}

static double tanh2_adam_overlap(double t)
{
    return t < 175 ? 0.2 : fmin(1.0, 0.2 + 0.8 * (t - 175) / 500);
}

static const struct made_curve first_light = {
    .error = tanh2_adam,
    .overlap = tanh2_adam_overlap,
    .noise = 0.01,
    .per_decade = 20,
    .end = 4000,
};

/* 4000 other seeds gave one plateau, one escape, in 195..205: the false-alarm rate is < 1e-3. */
Test(plateau, finds_first_light_and_its_escape)
{
    /* .8 of the level is reached at 175 + 825 ln(1/.8)/9.597 = 194. */
    for (uint64_t seed = 1; seed <= 40; seed++) {
        const struct detected o = run(&first_light, seed);

        cr_assert_eq(o.count, 1, "seed %d: %zu plateaus", (int)seed, o.count);
        cr_expect_eq(o.plateaus, 1);
        cr_expect_eq(o.left, 1);
        cr_expect_eq(o.escapes, 1);
        cr_expect_float_eq(o.plateau[0].level, 0.162, 0.003);
        cr_expect(o.plateau[0].start_gradients > 7 && o.plateau[0].start_gradients < 13);
        cr_expect(o.plateau[0].end_gradients > 150 && o.plateau[0].end_gradients < 210);
        cr_expect_not(o.plateau[0].open);
        cr_expect(o.escape.gradients > 175 && o.escape.gradients < 215, "%g", o.escape.gradients);
        cr_expect_eq(o.escape.step, (uint64_t)(4 * o.escape.gradients));
        cr_expect_eq(o.plateau[0].start, (uint64_t)(4 * o.plateau[0].start_gradients));
        destroy();
        create();
    }
}

Test(plateau, announces_only_when_the_window_is_complete)
{
    const struct detected o = run(&first_light, 3);

    cr_expect_geq(o.announced, o.plateau[0].start_gradients * pow(10, 0.35));
    cr_expect_lt(o.announced, 13 * pow(10, 0.5));
}

Test(plateau, finds_the_same_with_every_step_measured)
{
    struct made_curve curve = first_light;

    curve.every = 0.25;
    const struct detected o = run(&curve, 5);
    cr_assert_eq(o.count, 1);
    cr_expect_float_eq(o.plateau[0].level, 0.162, 0.002);
    cr_expect(o.escape.gradients > 175 && o.escape.gradients < 205, "%g", o.escape.gradients);
}

Test(plateau, finds_the_same_with_few_points)
{
    struct made_curve curve = first_light;

    curve.per_decade = 6;
    const struct detected o = run(&curve, 5);
    cr_assert_eq(o.count, 1);
    cr_expect_float_eq(o.plateau[0].level, 0.162, 0.004);
    cr_expect(o.escape.found && o.escape.gradients > 175 && o.escape.gradients < 300);
}

static double power_law(double t)
{
    return pow(1.0 + t, -0.3);
}

Test(plateau, is_not_a_power_law)
{
    const struct made_curve dense = {power_law, NULL, 0.01, 0, 1.0, 1e5};
    const struct made_curve sparse = {power_law, NULL, 0.01, 20, 0, 1e9};

    cr_expect_eq(run(&dense, 7).plateaus, 0);
    destroy();
    create();
    cr_expect_eq(run(&sparse, 7).plateaus, 0);
    cr_expect_not(detector_escape(detector).found);
}

static double just_flat(double t)
{
    return pow(t, -0.13);
}

static double not_quite_flat(double t)
{
    return pow(t, -0.18);
}

Test(plateau, is_flat_below_a_slope_of_fifteen_hundredths)
{
    const struct made_curve flat_enough = {just_flat, NULL, 0.0, 40, 0, 1000};
    const struct made_curve too_steep = {not_quite_flat, NULL, 0.0, 40, 0, 1e6};

    cr_expect_geq(run(&flat_enough, 1).plateaus, 1);
    destroy();
    create();
    cr_expect_eq(run(&too_steep, 1).plateaus, 0);
}

/* Down to .02 at 2000, with a first level at .15: relu under ADAM, made clearer. */
static double two_levels(double t)
{
    return 0.13 / (1 + pow(t / 300, 4)) + 0.02 / (1 + pow(t / 20000, 4)) + 1e-3 + 0.6 * exp(-t / 3);
}

Test(plateau, finds_two_in_a_row_but_one_escape)
{
    const struct made_curve curve = {two_levels, NULL, 0.02, 20, 0, 60000};
    const struct detected o = run(&curve, 11);

    cr_assert_eq(o.count, 2, "%zu", o.count);
    cr_expect_eq(o.escapes, 1);
    cr_expect_eq(o.left, 2);
    cr_expect_float_eq(o.plateau[0].level, 0.151, 0.006);
    cr_expect_float_eq(o.plateau[1].level, 0.021, 0.001);
    cr_expect(o.escape.gradients > 190 && o.escape.gradients < 260, "%g", o.escape.gradients);
    cr_expect(o.plateau[1].start_gradients > o.plateau[0].end_gradients);
}

Test(plateau, escapes_from_the_first_one_that_theory_could_mean)
{
    const struct made_curve curve = {two_levels, NULL, 0.02, 20, 0, 60000};

    detector_set_ceiling(detector, 0.05);
    const struct detected o = run(&curve, 11);
    cr_assert_eq(o.count, 2, "%zu", o.count);
    cr_expect_eq(o.escapes, 1);
    cr_expect(o.escape.gradients > 1e4 && o.escape.gradients < 2e4, "%g", o.escape.gradients);
}

/* Flat from step 1 to 5 of ten gradients each, on the way down. */
Test(plateau, is_not_within_the_first_five_steps)
{
    for (uint64_t step = 0; step < 9; step++)
        detector_add(detector, step, 10.0 * (double)step, step < 6 ? 0.55 : 0.3, (double)NAN);
    cr_expect_eq(detector_plateaus(detector, &(const struct plateau *){NULL}), 0);
}

static double flat(double t)
{
    return t < 2 ? 0.9 : 0.0183;
}

Test(plateau, stays_open_under_the_noise_of_a_sampler)
{
    const struct made_curve curve = {flat, NULL, 0.03, 0, 10.0, 30000};
    struct made_curve sparse = curve;

    const struct detected o = run(&curve, 13);
    cr_assert_eq(o.count, 1);
    cr_expect(o.plateau[0].open);
    cr_expect_eq(o.left, 0);
    cr_expect_eq(o.escapes, 0);
    cr_expect_gt(o.plateau[0].end_gradients, 20000);
    cr_expect_float_eq(o.plateau[0].level, 0.0183, 0.0003);

    sparse.every = 0;
    sparse.per_decade = 20;
    sparse.end = 1e8;
    destroy();
    create();
    const struct detected few = run(&sparse, 17);
    cr_expect_eq(few.count, 1);
    cr_expect_eq(few.escapes, 0);
    cr_expect_gt(few.plateau[0].end_gradients, 1e7);
}

static double settled(double t)
{
    return t < 2 ? 0.9 : 1.1e-5;
}

static double all_found(double t)
{
    (void)t;
    return 0.99;
}

Test(plateau, is_not_the_final_floor)
{
    const struct made_curve curve = {settled, all_found, 0.03, 20, 0, 1e5};

    cr_expect_eq(run(&curve, 19).plateaus, 0);
}

static double most_unfound(double t)
{
    (void)t;
    return 0.6;
}

static double most_found(double t)
{
    (void)t;
    return 0.8;
}

Test(plateau, is_a_final_floor_from_an_overlap_of_seven_tenths)
{
    const struct made_curve below = {settled, most_unfound, 0.01, 20, 0, 1000};
    const struct made_curve above = {settled, most_found, 0.01, 20, 0, 1000};

    cr_expect_eq(run(&below, 19).plateaus, 1);
    destroy();
    create();
    cr_expect_eq(run(&above, 19).plateaus, 0);
}

/* Blocks end at 10^(.05 j): 100, 112.2, 125.9. One point alone at 105, a fall for good at 116. */
static double dips_and_falls(double t)
{
    return t == 105.0 || t >= 116.0 ? 0.02 : 0.1;
}

Test(plateau, is_escaped_at_the_first_point_below_in_the_first_block_below)
{
    const struct made_curve curve = {dips_and_falls, NULL, 0.0, 0, 1.0, 200};
    const struct detected o = run(&curve, 1);

    cr_assert_eq(o.escapes, 1);
    cr_expect_eq(o.escape.gradients, 116.0);
    cr_expect_eq(o.escape.step, 464);
    cr_expect_float_eq(o.plateau[0].level, 0.1, 1e-12);
}

static double spiked_floor(double t)
{
    return t > 3000 && t < 3020 ? 4e-4 : settled(t);
}

Test(plateau, is_not_a_late_spike_on_the_floor)
{
    const struct made_curve curve = {spiked_floor, all_found, 0.03, 0, 2.0, 1e5};
    const struct detected o = run(&curve, 23);

    cr_expect_eq(o.plateaus, 0);
    cr_expect_eq(o.escapes, 0);
}

static double spiked_plateau(double t)
{
    return flat(t) * (t > 300 && t < 330 ? 20.0 : 1.0);
}

Test(plateau, survives_a_spike)
{
    const struct made_curve curve = {spiked_plateau, NULL, 0.02, 0, 2.0, 1e4};
    const struct detected o = run(&curve, 29);

    cr_assert_eq(o.count, 1);
    cr_expect(o.plateau[0].open);
    cr_expect_lt(o.plateau[0].start_gradients, 10);
    cr_expect_gt(o.plateau[0].end_gradients, 8000);
    cr_expect_float_eq(o.plateau[0].level, 0.0183, 0.0004);
    cr_expect_eq(o.escapes, 0);
}

/* Below the level and back within the first 40 steps of four to a gradient, or of one. */
static double overshooting(double t)
{
    const double dip = log(t / 14) / 0.35;

    return 0.162 * (1 + 6 * exp(-t)) * (1 - 0.4 * exp(-dip * dip));
}

Test(plateau, begins_after_an_overshoot)
{
    const struct made_curve curve = {overshooting, NULL, 0.01, 20, 0, 2000};
    const struct detected o = run(&curve, 31);

    cr_assert_eq(o.count, 1);
    cr_expect_eq(o.escapes, 0);
    cr_expect(o.plateau[0].open);
    cr_expect_gt(o.plateau[0].start_gradients, 18);
    cr_expect_float_eq(o.plateau[0].level, 0.162, 0.003);
}

static double rising(double t)
{
    return 0.0138 * (1 - exp(-t / 60));
}

Test(plateau, is_not_escaped_by_a_curve_that_rises)
{
    const struct made_curve teacher = {rising, all_found, 0.03, 20, 0, 1e5};
    const struct made_curve blind = {rising, NULL, 0.03, 20, 0, 1e5};

    const struct detected o = run(&teacher, 37);
    cr_expect_eq(o.plateaus, 0);
    cr_expect_eq(o.escapes, 0);
    destroy();
    create();
    const struct detected b = run(&blind, 37);
    cr_expect_eq(b.count, 1);
    cr_expect_eq(b.escapes, 0);
    cr_expect_float_eq(b.plateau[0].level, 0.0138, 0.0004);
}

Test(plateau, ignores_points_that_are_no_errors)
{
    const double bad[] = {(double)NAN, HUGE_VAL, -HUGE_VAL, 0.0, -0.5};
    uint64_t step = 0;

    for (int i = 0; i < 86; i++) {
        const double t = 6 * pow(1.05, i);

        detector_add(detector, ++step, t, 0.2385, (double)NAN);
        for (size_t b = 0; b < sizeof bad / sizeof bad[0]; b++)
            cr_expect_eq(detector_add(detector, ++step, t * 1.01, bad[b], 0.1), 0);
    }
    const struct plateau *plateau;
    cr_assert_eq(detector_plateaus(detector, &plateau), 1);
    cr_expect_float_eq(plateau[0].level, 0.2385, 1e-12);
    cr_expect(plateau[0].open);
}

static double flat_at_once(double t)
{
    return t > 0 ? 0.31 : 0.0;
}

Test(plateau, begins_after_the_first_five_gradients)
{
    const struct made_curve curve = {flat_at_once, NULL, 0.0, 50, 0, 100};
    const struct detected o = run(&curve, 1);

    cr_assert_eq(o.count, 1);
    cr_expect(o.plateau[0].start_gradients > 5 && o.plateau[0].start_gradients < 5.3);
    cr_expect_geq(o.announced, 5 * pow(10, 0.35));
}

/* An event at 1000 gradients: another level, reached on the event's own time scale. */
Test(plateau, is_judged_anew_after_a_restart)
{
    const struct made_curve before = {flat, NULL, 0.01, 20, 0, 1000};
    const struct plateau *plateau;
    unsigned news = 0;
    double announced = 0;

    cr_assert(run(&before, 41).plateau[0].open);
    detector_restart(detector, 1000.0);
    cr_assert_eq(detector_plateaus(detector, &plateau), 1);
    cr_expect_not(plateau[0].open);

    for (int t = 1; t < 300; t++) {
        /* Below .8 of the old level at once, but that was before the event. */
        const unsigned now = detector_add(detector, 4000 + 4 * (uint64_t)t, 1000.0 + t,
                                          0.009 + 0.02 * exp(-(double)t), (double)NAN);
        if (now & NEWS_PLATEAU && !(news & NEWS_PLATEAU))
            announced = t;
        news |= now;
    }
    cr_expect_eq(news, NEWS_PLATEAU);
    cr_expect(announced > 5 * pow(10, 0.35) && announced < 20, "%g", announced);
    cr_assert_eq(detector_plateaus(detector, &plateau), 2);
    cr_expect(plateau[1].start_gradients > 1005 && plateau[1].start_gradients < 1010);
    cr_expect_float_eq(plateau[1].level, 0.009, 1e-4);
    /* Its length counts on the clock of the event; on the clock of the run it is .1. */
    cr_expect_float_eq(
        plateau[1].decades,
        log10((plateau[1].end_gradients - 1000.0) / (plateau[1].start_gradients - 1000.0)), 1e-12);
    cr_expect_gt(plateau[1].decades, 1.0);
    cr_expect_not(detector_escape(detector).found);
}

Test(plateau, may_escape_again_after_a_restart)
{
    struct detected o = run(&first_light, 43);

    cr_assert(o.escape.found);
    detector_restart(detector, 4000.0);
    cr_expect_not(detector_escape(detector).found);
    for (int t = 1; t < 1300; t++)
        detector_add(detector, 16000 + (uint64_t)t, 4000 + t, t < 400 ? 0.05 : 0.02, 0.1);
    cr_assert(detector_escape(detector).found);
    cr_expect(detector_escape(detector).gradients >= 4390 &&
              detector_escape(detector).gradients < 4460);
    o.count = detector_plateaus(detector, &o.plateau);
    cr_expect_eq(o.count, 3);
    cr_expect_float_eq(o.plateau[0].level, 0.162, 0.003);
}

Test(plateau, keeps_the_first_sixteen)
{
    const struct plateau *plateau;

    for (int event = 0; event < PLATEAUS_MAX + 3; event++) {
        detector_restart(detector, 1e4 * event);
        for (int t = 1; t < 200; t++)
            detector_add(detector, (uint64_t)t, 1e4 * event + t, 0.1 + event, 0.1);
    }
    cr_assert_eq(detector_plateaus(detector, &plateau), PLATEAUS_MAX);
    cr_expect_float_eq(plateau[PLATEAUS_MAX - 1].level, 0.1 + PLATEAUS_MAX - 1, 1e-9);
    cr_expect_not(plateau[PLATEAUS_MAX - 1].open);
}

/* The first steps of hmc-escape at d = 60: the points 11, 21, 31 alone span .45 decade. */
Test(plateau, is_not_made_of_the_first_few_steps_of_hmc)
{
    static const double error[] = {0.759, 0.714, 0.681, 0.610, 0.543, 0.455, 0.404, 0.35, 0.31};
    const size_t count = sizeof error / sizeof error[0];
    unsigned news = 0;

    for (size_t i = 0; i < count; i++)
        news |= detector_add(detector, i + 1, 11.0 + 10.0 * (double)i, error[i], 0.3);
    cr_expect_eq(news, 0);
}

/* A power law has its exponent, over half a decade, whatever came before. */
Test(plateau, tells_how_steep_the_curve_is_by_now)
{
    struct detector *own = detector_create();
    struct steepness found;

    cr_expect_not(detector_steepness(own, &found));
    for (int i = 0; i <= 400; i++) {
        const double t = pow(10.0, 0.8 + i / 200.0);
        const double eps = t < 50.0 ? 0.1 : 0.1 * pow(t / 50.0, -0.7);

        detector_add(own, (uint64_t)i, t, eps, (double)NAN);
        if (i == 150) {
            cr_assert(detector_steepness(own, &found));
            cr_expect_float_eq(found.slope, 0.0, 1e-9);
        }
    }
    cr_assert(detector_steepness(own, &found));
    cr_expect_float_eq(found.slope, -0.7, 2e-3, "%g", found.slope);
    /* Heights are medians of ten parts of a point each: off by half a part at most. */
    cr_expect(found.slope_se < 0.01, "%g", found.slope_se);
    cr_expect(found.decades > 0.4 && found.decades <= 0.5, "%g", found.decades);
    detector_destroy(own);
}

/* Without levels an error of exactly 0 has no height, and is below any plateau all the same. One
 * alone is a spike downwards. */
Test(plateau, is_left_to_an_error_of_zero)
{
    struct detector *own = detector_create();
    const struct plateau *plateau;

    for (int i = 1; i <= 300; i++) {
        const unsigned news =
            detector_add(own, (uint64_t)i, 10.0 * i, i == 150 || i > 200 ? 0.0 : 0.3, (double)NAN);

        cr_expect(!(news & NEWS_ESCAPE) || i == 204, "%d", i);
    }
    cr_assert_eq(detector_plateaus(own, &plateau), 1);
    cr_expect_not(plateau->open);
    cr_expect(plateau->end > 170 && plateau->end <= 200); /* its last complete block */
    cr_expect(detector_escape(own).found);
    cr_expect_eq(detector_escape(own).step, 201);
    detector_destroy(own);
}
