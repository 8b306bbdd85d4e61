/* Found neurons of students whose overlaps are known, at the setting of the preset metastable: d =
 * 80, k = 40, relu, readouts of one. */
#include <math.h>

#include "judge/finder.h"
#include "plateau/level_solver.h"
#include "plateau/meter.h"
#include "plateau/problem.h"
#include "plateau/rng.h"
#include "rig.h"

enum {
    D = 80,
    K = 40,
    WEIGHTS = K * D,
    ENTRIES = K * K,
    MOMENTS = 2 * K,
    STUDENTS = 5,
    ALL = STUDENTS * K
};

/* Everything that a finder reads. */
struct scene {
    struct team *team;
    struct problem *problem;
    struct meter *meter;
    struct levels levels;
    struct finder finder;
    struct moment at[MOMENTS];
    float weights[WEIGHTS], noise[WEIGHTS];
    uint64_t students;
};

static void set_up(struct scene *scene, struct config config)
{
    struct error err;

    *scene = (struct scene){.team = team_create(1, NULL)};
    cr_assert_not_null(scene->team);
    scene->problem = problem_create(&config, scene->team, NULL, &err);
    cr_assert_not_null(scene->problem, "%s", err.text);
    scene->meter = meter_create(scene->problem, &err);
    cr_assert_not_null(scene->meter);
    const struct readout_group group = meter_group(scene->meter, 0);
    const struct subject subject = {
        .layers = 1, .neurons = {K}, .inputs = {D}, .chance = meter_chance(scene->meter)};
    struct level_solver solver;
    cr_assert_eq(level_solver_init(&solver, &config, &err), STATUS_OK);
    cr_assert_eq(level_solver_solve(&solver, &config, 1, &group, &scene->levels, &err), STATUS_OK);
    level_solver_fini(&solver);
    cr_assert_eq(finder_moments(&subject), MOMENTS);
    finder_init(&scene->finder, &subject, scene->at);
}

static void tear_down(struct scene *scene)
{
    meter_destroy(scene->meter);
    problem_destroy(scene->problem);
    team_destroy(scene->team);
}

static void draw(struct scene *scene, float out[], size_t n)
{
    rng_fill_normal((struct rng){.seed = 5077, .stream = RNG_START}, scene->students++, out, n);
}

/* How many neurons are found by the weights, afresh. */
static size_t count(struct scene *scene)
{
    double value[SERIES_COUNT];

    meter_measure(scene->meter, scene->weights, true, 0.0, value);
    const struct neurons neurons = meter_overlaps(scene->meter);
    finder_see(&scene->finder, scene->at, &neurons, &scene->levels, (struct moment){1.0, 1});
    return scene->finder.found[0].found;
}

/* W = R W0 + sqrt(1 - R^2) Z: every neuron has overlap R, but for 1 / sqrt(d). */
static size_t found_at(struct scene *scene, double overlap)
{
    size_t found = 0;

    for (size_t s = 0; s < STUDENTS; s++) {
        draw(scene, scene->noise, WEIGHTS);
        for (size_t i = 0; i < WEIGHTS; i++)
            scene->weights[i] = (float)(overlap * (double)scene->problem->truth->params[i] +
                                        sqrt(1.0 - overlap * overlap) * (double)scene->noise[i]);
        found += count(scene);
    }
    return found;
}

/* Rows of a random rotation: Gram and Schmidt of Gaussian ones. */
static void draw_rotation(struct scene *scene, float rows[K][K])
{
    draw(scene, rows[0], ENTRIES);
    for (size_t i = 0; i < K; i++) {
        double square = 0.0;

        for (size_t j = 0; j < i; j++) {
            double along = 0.0;
            for (size_t x = 0; x < K; x++)
                along += (double)rows[i][x] * (double)rows[j][x];
            for (size_t x = 0; x < K; x++)
                rows[i][x] -= (float)along * rows[j][x];
        }
        for (size_t x = 0; x < K; x++)
            square += (double)rows[i][x] * (double)rows[i][x];
        for (size_t x = 0; x < K; x++)
            rows[i][x] /= (float)sqrt(square);
    }
}

/* W = O W0 has the teacher's S = W^T W, and knows no neuron. */
static size_t found_when_rotated(struct scene *scene)
{
    static float rotation[K][K];
    size_t found = 0;

    for (size_t s = 0; s < STUDENTS; s++) {
        draw_rotation(scene, rotation);
        for (size_t i = 0; i < WEIGHTS; i++) {
            double sum = 0.0;
            for (size_t j = 0; j < K; j++)
                sum += (double)rotation[i / D][j] *
                       (double)scene->problem->truth->params[j * D + i % D];
            scene->weights[i] = (float)sum;
        }
        found += count(scene);
    }
    return found;
}

#define METASTABLE                                                                                 \
    {"d", "80"}, {"activation", "relu"}, {"noise", "0.1"},                                         \
    {                                                                                              \
        "algorithm", "hmc"                                                                         \
    }

/* Single overlaps of unrelated students spread by .07 about .22, of rotated ones by .10 about .38;
 * the middle is .60: of 200 one in 1e7, and 3 (2). More than 16 come in less than one of 1e6. */
Test(finder, finds_almost_nothing_by_chance)
{
    struct scene scene;

    set_up(&scene, TINY(METASTABLE, {"alpha", "5"}));
    cr_expect_eq(found_at(&scene, 0.0), 0);
    const size_t rotated = found_when_rotated(&scene);
    cr_log_info("%zu of %d by rotated students", rotated, ALL);
    cr_expect_leq(rotated, 16, "%zu", rotated);
    tear_down(&scene);
}

/* At the specialised overlap of theory, .813 (.065): .21 above the middle, 3.3 standard deviations;
 * more than 4 misses of 200 in less than one of 1e6. */
Test(finder, finds_the_neurons_of_a_specialised_student)
{
    struct scene scene;

    set_up(&scene, TINY(METASTABLE, {"alpha", "5"}));
    const double specialised = scene.levels.branch[scene.levels.deepest].here.group[0];
    cr_expect(fabs(specialised - 0.813) < 0.001);
    cr_expect_geq(found_at(&scene, specialised), ALL - 4);
    cr_expect_eq(found_at(&scene, 1.0), ALL);
    tear_down(&scene);
}

/* alpha 3.6: the specialised branch has overlap .40, no more than rotated students. */
Test(finder, says_nothing_where_chance_is_close_to_the_branch)
{
    struct scene scene;

    set_up(&scene, TINY(METASTABLE, {"alpha", "3.6"}));
    const double specialised = scene.levels.branch[scene.levels.deepest].here.group[0];
    cr_assert(specialised > 0.05 && specialised < 0.5, "%g: another setting", specialised);
    cr_expect_eq(found_at(&scene, 0.9), 0);
    tear_down(&scene);
}
