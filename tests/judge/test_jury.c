/* The fold over all replicas, fed with invented measurements. */
#include <criterion/criterion.h>
#include <math.h>

#include "plateau/course.h"
#include "plateau/rng.h"

enum { REPLICAS = 3 };

struct jury_trial {
    struct jury *jury;
    struct subject subject;
    struct verdicts verdicts;
    struct levels levels;
    uint64_t draws;
    uint32_t changes;
};

static struct jury_trial begin(enum until until)
{
    struct jury_trial trial = {
        .subject = {.until = until, .replicas = REPLICAS, .start = {1, 0, 0}},
        .levels = levels_none()};

    trial.jury = jury_create(&trial.subject, NULL);
    cr_assert_not_null(trial.jury);
    verdicts_init(&trial.verdicts);
    return trial;
}

/* A round of independent samples about these errors, ten gradients after the one before. */
static unsigned take(struct jury_trial *trial, int round, const double mean[REPLICAS], bool now)
{
    struct measurement measurement[REPLICAS];

    for (uint32_t r = 0; r < REPLICAS; r++) {
        struct measurement *out = &measurement[r];
        float normal[2];

        *out = (struct measurement){.replica = r,
                                    .changes = trial->changes,
                                    .gradients = 10.0 * round,
                                    .n = 2385,
                                    .eps_kind = EPS_HALF_GIBBS};
        rng_fill_normal((struct rng){.seed = 2385, .stream = RNG_START}, trial->draws++, normal, 2);
        for (size_t i = 0; i < SERIES_COUNT; i++)
            out->value[i] = (double)NAN;
        out->value[SERIES_EPS] = mean[r] * (1.0 + 0.05 * (double)normal[0]);
        out->value[SERIES_Q] = 0.3 + 0.02 * (double)normal[1];
        out->replicas = (struct replica_means){1.0 + 0.01 * (double)normal[0],
                                               0.2 + 0.01 * (double)normal[1],
                                               0.2 + 0.01 * (double)normal[0],
                                               (double)NAN,
                                               (double)NAN,
                                               2.0};
    }
    return jury_take(trial->jury, measurement, REPLICAS, &trial->levels, now, &trial->verdicts);
}

static const double alike[REPLICAS] = {0.2, 0.2, 0.2}, apart[REPLICAS] = {0.1, 0.2, 0.2};

Test(jury, sees_that_samplers_have_mixed)
{
    struct jury_trial trial = begin(UNTIL_CONVERGED);
    unsigned news = 0;

    for (int i = 0; i < 400; i++)
        news |= take(&trial, i, alike, false);
    cr_expect_eq(news, NEWS_NISHIMORI);
    cr_expect_eq(trial.verdicts.health.nishimori.verdict, NISHIMORI_OK);
    cr_expect_lt(trial.verdicts.health.eps.rhat, 1.01);
    cr_expect_eq(trial.verdicts.health.twins.verdict, TWINS_EQUAL);
    cr_expect_eq(trial.verdicts.health.twins.replica, 1);
    cr_expect(verdicts_reached(&trial.verdicts));
    jury_destroy(trial.jury);
}

Test(jury, sees_that_twins_are_apart)
{
    struct jury_trial trial = begin(UNTIL_CONVERGED);

    for (int i = 0; i < 400; i++)
        take(&trial, i, apart, false);
    cr_expect_gt(trial.verdicts.health.eps.rhat, 1.1);
    cr_expect_eq(trial.verdicts.health.twins.verdict, TWINS_APART);
    cr_expect_float_eq(trial.verdicts.health.twins.excess, 1.0, 0.05);
    cr_expect_not(verdicts_reached(&trial.verdicts));
    jury_destroy(trial.jury);
}

/* Between judgements verdicts stay; at once when asked. */
Test(jury, judges_when_a_sixteenth_of_the_time_is_new)
{
    struct jury_trial trial = begin(UNTIL_NONE);

    for (int i = 0; i <= 320; i++)
        take(&trial, i, alike, i == 320);
    const double before = trial.verdicts.health.eps.mean;
    for (int i = 321; i < 340; i++) {
        take(&trial, i, alike, false);
        cr_expect_eq(trial.verdicts.health.eps.mean, before, "%d", i);
    }
    take(&trial, 340, alike, false); /* 17/16 of 320 */
    cr_expect_neq(trial.verdicts.health.eps.mean, before);
    jury_destroy(trial.jury);
}

Test(jury, knows_nothing_after_a_change)
{
    struct jury_trial trial = begin(UNTIL_CONVERGED);

    for (int i = 0; i < 400; i++)
        take(&trial, i, alike, false);
    cr_assert(verdicts_reached(&trial.verdicts));
    trial.changes = 1;
    take(&trial, 400, apart, true);
    cr_expect(isnan(trial.verdicts.health.eps.rhat));
    cr_expect_not(verdicts_reached(&trial.verdicts));
    for (int i = 401; i < 800; i++)
        take(&trial, i, apart, false);
    cr_expect_eq(trial.verdicts.health.twins.verdict, TWINS_APART, "the old window is gone");
    jury_destroy(trial.jury);
}

Test(jury, does_not_judge_after_a_divergence)
{
    struct jury_trial trial = begin(UNTIL_NONE);

    trial.verdicts.found[1].breach = BREACH_TRAIN;
    for (int i = 0; i < 400; i++)
        cr_expect_eq(take(&trial, i, alike, i == 399), 0);
    cr_expect(isnan(trial.verdicts.health.eps.rhat));
    jury_destroy(trial.jury);
}

/* Pairs start alike where any two do; the first, which starts another way, has no partner. */
Test(jury, compares_replicas_that_start_alike)
{
    const struct subject some = {.replicas = 3, .start = {1, 0, 0}};
    const struct subject none = {.replicas = 3, .start = {0, 1, 2}};

    cr_expect_eq(subject_partner(&some, 0), 3);
    cr_expect_eq(subject_partner(&some, 1), 2);
    cr_expect_eq(subject_partner(&some, 2), 3);
    cr_expect_eq(subject_partner(&none, 0), 1);
    cr_expect_eq(subject_partner(&none, 1), 2);
    cr_expect_eq(subject_partner(&none, 2), 3);
}
