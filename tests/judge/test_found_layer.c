#include <criterion/criterion.h>
#include <math.h>

#include "judge/found.h"

enum { NEURONS = 5 };

/* Of two groups, and one of which nothing can be told. */
static const size_t group[NEURONS] = {0, 0, 1, 1, 2};
static const double bound[] = {0.4, 0.5, (double)NAN};

static struct moment at(double gradients)
{
    return (struct moment){gradients, (uint64_t)(2.0 * gradients)};
}

struct lock_scene {
    struct found_layer layer;
    struct moment moment[NEURONS];
};

static struct lock_scene begin(void)
{
    struct lock_scene scene;

    scene.layer = found_layer_init(NEURONS, scene.moment);
    return scene;
}

static void see(struct lock_scene *scene, const double q[], const double bounds[],
                struct moment now)
{
    const size_t before = scene->layer.found;
    const bool changed = found_layer_see(&scene->layer, scene->moment, q, group, bounds, now);

    cr_expect(changed || scene->layer.found == before);
}

static struct found_neurons summary_of(const struct lock_scene *scene)
{
    struct moment sorted[NEURONS];

    return found_layer_summary(&scene->layer, scene->moment, sorted);
}

Test(found_layer, keep_when_every_neuron_passed_its_bound_for_good)
{
    static const double course[][NEURONS] = {
        {0.1, -0.2, 0.0, 0.45, 0.9}, /* above the other group's bound is not above its own */
        {0.41, 0.0, (double)NAN, 0.45, 0.9},
        {0.2, 0.5, 0.6, 0.45, 0.9}, /* one falls back: it was not found after all */
        {0.9, 0.9, 0.9, 0.51, 0.9},
    };
    static const size_t found[] = {0, 1, 2, 4};
    struct lock_scene scene = begin();

    for (size_t i = 0; i < sizeof course / sizeof *course; i++) {
        see(&scene, course[i], bound, at((double)i + 0.5));
        cr_expect_eq(summary_of(&scene).found, found[i]);
    }
    const struct found_neurons summary = summary_of(&scene);
    cr_expect_eq(summary.neurons, NEURONS);
    cr_expect_eq(summary.found, 4);
    cr_expect_eq(summary.first.gradients, 2.5);
    cr_expect_eq(summary.first.step, 5);
    cr_expect_eq(summary.half.gradients, 3.5, "three of five");
    cr_expect(isnan(summary.all.gradients), "the last has nothing to pass");
    const double expected[NEURONS] = {3.5, 2.5, 2.5, 3.5, (double)NAN};
    for (size_t i = 0; i < NEURONS; i++)
        cr_expect(scene.moment[i].gradients == expected[i] ||
                  (isnan(scene.moment[i].gradients) && isnan(expected[i])));
}

Test(found_layer, of_a_student_that_starts_at_the_teacher_are_there_from_the_start)
{
    const double one[NEURONS] = {1, 1, 1, 1, 1}, low[] = {0.3, 0.3, 0.3};
    struct lock_scene scene = begin();

    see(&scene, one, low, at(0.0));
    see(&scene, one, low, at(1.0));
    cr_expect_eq(summary_of(&scene).found, NEURONS);
    cr_expect_eq(summary_of(&scene).judged, NEURONS);
    cr_expect_eq(summary_of(&scene).first.gradients, 0.0);
    cr_expect_eq(summary_of(&scene).all.gradients, 0.0);
}

Test(found_layer, wait_while_there_is_no_theory)
{
    const double one[NEURONS] = {1, 1, 1, 1, 1}, none[] = {(double)NAN, (double)NAN, (double)NAN};
    struct lock_scene scene = begin();

    see(&scene, one, none, at(3.0));
    cr_expect_eq(summary_of(&scene).found, 0);
    cr_expect_eq(summary_of(&scene).judged, 0);
    cr_expect(isnan(summary_of(&scene).first.gradients));
}
