/* The theory's branches as a run sees them, and which branch lies near an error. */
#include <math.h>

#include "plateau/level_solver.h"
#include "rig.h"

static struct levels solve(struct config config)
{
    const struct readout_group group[] = {{1.0, 0.0, 1.0, true}};
    struct level_solver solver;
    struct levels levels;

    cr_assert_eq(level_solver_init(&solver, &config, NULL), STATUS_OK);
    cr_assert_eq(level_solver_solve(&solver, &config, 1, group, &levels, NULL), STATUS_OK);
    level_solver_fini(&solver);
    return levels;
}

/* tanh2, readouts of one, noise .01: at alpha 5 the universal and the specialised one. */
Test(levels, are_the_branches_that_exist)
{
    struct levels above = solve(TINY({"alpha", "5"})), below = solve(TINY({"alpha", "0.5"}));

    cr_expect_eq(above.branches, 2);
    cr_expect_str_eq(above.branch[0].name, "universal");
    cr_expect_str_eq(above.branch[1].name, "specialised");
    cr_expect_eq(above.universal, above.branch[0].here.eps);
    cr_expect_eq(above.specialised, above.branch[1].here.eps);
    cr_expect_eq(above.optimal, above.specialised);
    cr_expect_eq(above.branch[1].here.group[0], above.branch[1].here.mean_q, "one group");
    cr_expect_eq(below.branches, 1);
    cr_expect(isnan(below.specialised));
    cr_expect_eq(below.optimal, below.universal);
}

Test(levels, name_what_is_near_them)
{
    struct levels levels = solve(TINY({"alpha", "5"}));
    const double uni = levels.universal, spe = levels.specialised;
    struct naming naming = levels_name(&levels, 0.99 * uni, 0.005 * uni);

    cr_assert_gt(uni, 3.0 * spe, "no power");
    cr_expect_str_eq(naming.branch, "universal");
    cr_expect(naming.is_near);
    cr_expect(fabs(naming.excess + 0.01) < 1e-12);
    cr_expect(fabs(naming.sigmas + 2.0) < 1e-9);
    naming = levels_name(&levels, 1.2 * spe, (double)NAN);
    cr_expect_str_eq(naming.branch, "specialised");
    cr_expect(isnan(naming.sigmas));
    naming = levels_name(&levels, sqrt(uni * spe), (double)NAN);
    cr_expect_not(naming.is_near);
    naming = levels_name(&levels, 1.8 * uni, (double)NAN);
    cr_expect_not(naming.is_near);
    cr_expect_str_eq(naming.branch, "universal");
    cr_expect(fabs(naming.excess - 0.8) < 1e-12, "the nearest is the universal one all the same");
}

/* A point estimate's error is up to twice that of the posterior mean. */
Test(levels, have_a_ceiling_where_there_is_a_theory)
{
    struct levels levels = solve(TINY({"alpha", "5"}));
    const struct levels none = {.universal = (double)NAN};

    cr_expect(levels_name(&levels, 0.999 * levels_ceiling(&levels, false), 0.0).is_near);
    cr_expect_not(levels_name(&levels, 1.001 * levels_ceiling(&levels, false), 0.0).is_near);
    cr_expect_float_eq(levels_ceiling(&levels, true), 2.0 * levels_ceiling(&levels, false), 1e-12);
    cr_expect(isinf(levels_ceiling(&none, false)));
}

Test(levels, have_a_middle_where_they_are_apart)
{
    struct levels above = solve(TINY({"alpha", "5"})), below = solve(TINY({"alpha", "0.5"}));

    cr_expect_float_eq(levels_middle(&above) * levels_middle(&above),
                       above.universal * above.specialised, 1e-15);
    cr_expect(isnan(levels_middle(&below)));
}

Test(levels, without_theory_name_nothing)
{
    struct levels levels = solve(TINY({"gamma", "0.25,0.25"}, {"activation", "relu"}));

    cr_expect_eq(levels.branches, 0);
    cr_expect_null(levels_nearest(&levels, 0.1));
    cr_expect_str_empty(levels_name(&levels, 0.1, 0.01).branch);
}
