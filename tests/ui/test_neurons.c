/* Student against teacher neurons: the ramp decodes to the overlaps. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fake_chart.h"
#include "fake_run.h"
#include "panels/panel.h"
#include "pictures.h"
#include "screens/screen.h"

static void use_utc(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
}

TestSuite(neurons, .init = use_utc);

Test(neurons, goldens)
{
    struct view *view = fake_story("first-light", 300.0);

    fake_solve(view, CHART_READY);
    press(view, "3");
    check_golden(view, 24, 80, true, "neurons_80x24");
    check_golden(view, 24, 80, false, "neurons_80x24_ascii");
    check_golden(view, 48, 160, true, "neurons_160x48");
    check_golden(view, 10, 40, true, "neurons_40x10");
    check_golden(view, 1, 60, true, "neurons_60x1");
    fake_end(view);
}

/* A run with a map of this shape and values. */
static struct view *with_map(size_t rows, size_t columns, const float *map)
{
    struct view *view = fake_story("first-light", 300.0);
    struct snapshot snapshot = view->live.now;

    snapshot.map_rows = rows;
    snapshot.map_columns = columns;
    float *copy = calloc(rows * columns, sizeof *copy);
    memcpy(copy, map, rows * columns * sizeof *copy);
    snapshot.map = copy;
    view_take_snapshot(view, &snapshot);
    free(copy);
    return view;
}

/* The panel alone on a canvas: without a frame, its last row is words and its first column blank.
 */
static struct canvas panel_of(const struct view *view, int rows, int columns)
{
    struct canvas canvas;

    canvas_init(&canvas, true);
    canvas_resize(&canvas, rows, columns);
    panel_pairs.draw(view, &canvas, (struct slot){{0, 0, rows, columns}, FRAME_NONE});
    return canvas;
}

static int level_at(struct canvas *canvas, int row, int column)
{
    static const char ramp[] = " .:-=+*#%@";
    const uint32_t glyph = canvas_cell(canvas, row, 1 + column)->glyph;
    const char *at = glyph < 128 ? strchr(ramp, (int)glyph) : NULL;

    return at ? (int)(at - ramp) : -1;
}

/* Each neuron has a block of whole cells, twice as wide as high, and all decode to its overlap. */
Test(neurons, every_cell_is_the_overlap_of_its_pair)
{
    float map[7 * 5];

    for (size_t i = 0; i < 35; i++)
        map[i] = (float)((i * 23) % 101) / 99.0F; /* up to a little more than 1 */
    struct view *view = with_map(7, 5, map);
    struct canvas canvas = panel_of(view, 22, 60); /* 21 rows: three a neuron; 6 columns a neuron */
    for (int row = 0; row < 21; row++) {
        for (int column = 0; column < 30; column++) {
            const double q = (double)map[row / 3 * 5 + column / 6];
            const int level = q >= 0.9 ? 9 : (int)(10.0 * q);
            cr_assert_eq(level_at(&canvas, row, column), level, "%d, %d: %g", row, column, q);
        }
        cr_assert_eq(level_at(&canvas, row, 30), 0, "nothing beside the map");
    }
    canvas_fini(&canvas);
    fake_end(view);
}

/* A thin diagonal of 60 neurons on 13 rows: a cell has the largest of its pairs, and no other. */
Test(neurons, where_they_share_a_cell_the_largest_is_seen)
{
    enum { K = 60, ROWS = 13, ACROSS = 26 };
    static float map[K * K];

    for (size_t i = 0; i < K; i++)
        map[i * K + i] = (float)(i % 10) / 10.0F + 0.05F;
    struct view *view = with_map(K, K, map);
    struct canvas canvas = panel_of(view, ROWS + 1, 70);
    for (int row = 0; row < ROWS; row++) {
        for (int column = 0; column < ACROSS; column++) {
            int most = 0;
            for (int i = 0; i < K; i++) /* neuron i is in the last cell that begins before it */
                if (row * K / ROWS <= i && i < (row + 1) * K / ROWS && column * K / ACROSS <= i &&
                    i < (column + 1) * K / ACROSS)
                    most = i % 10 > most ? i % 10 : most;
            cr_assert_eq(level_at(&canvas, row, column), most, "%d, %d", row, column);
        }
    }
    canvas_fini(&canvas);
    fake_end(view);
}

Test(neurons, that_are_not_numbers_are_no_zeros)
{
    static const float map[] = {NAN, 0.5F, 0.95F, NAN};
    struct view *view = with_map(2, 2, map);
    struct canvas canvas = panel_of(view, 3, 40);

    cr_assert_eq(canvas_cell(&canvas, 0, 1)->glyph, '?');
    cr_assert_eq(level_at(&canvas, 1, 0), 9);
    canvas_fini(&canvas);
    fake_end(view);
}

Test(neurons, that_are_specialised_are_counted)
{
    struct view *view = fake_story("first-light", 300.0);
    char count[64];

    press(view, "3");
    snprintf(count, sizeof count, "specialised %zu/60", view->live.now.specialised);
    cr_assert(view->live.now.specialised > 0 && view->live.now.specialised < 60);
    for (int size = 0; size < 3; size++) {
        char *text = text_of(view, size == 0 ? 1 : 24 * size, 80 * (size + 1), true);
        cr_assert(strstr(text, count), "%s", text);
        free(text);
    }
    fake_end(view);
}

Test(neurons, map_is_frozen_with_the_rest_and_gone_with_the_run)
{
    struct view *view = fake_story("first-light", 300.0);

    press(view, "z3");
    char *before = text_of(view, 24, 80, true);
    const float later = view->live.now.map[0];
    fake_show(view, 2000.0, RUN_RUNNING);
    cr_assert_neq(view->live.now.map[0], later);
    char *after = text_of(view, 24, 80, true);
    cr_assert_str_eq(before, after);
    free(before);
    free(after);
    const struct config config = *view_config(view);
    view_start(view, FAKE_RUN + 1, &config);
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "no measurement yet"), "%s", text);
    free(text);
    fake_end(view);
}

Test(neurons, a_learner_of_a_matrix_has_none_and_says_so)
{
    struct view *view = fake_story("gamp-rie", 100.0);
    struct snapshot *now = &view->live.now;
    char *text;

    now->neurons = now->map_rows = now->map_columns = now->specialised = 0;
    now->verdicts.found[0].neurons[0] =
        (struct found_neurons){75, 18, 75, {71.25, 285}, {92.5, 370}, {100.0, 400}};
    press(view, "3");
    text = text_of(view, 24, 80, true);
    cr_expect(strstr(text, "gamp-rie holds a matrix, no neurons"), "%s", text);
    cr_expect(!strstr(text, "?  ") && !strstr(text, "chance") && !strstr(text, "specialised"), "%s",
              text);
    free(text);
    press(view, "6");
    text = text_of(view, 24, 80, true);
    cr_expect_not(strstr(text, "found 18"), "%s", text);
    free(text);
    fake_end(view);
}
