/* Dashes, marks, and levels of marks: lines differ without colour, too. */
#include <criterion/criterion.h>

#include "dots.h"
#include "plateau/plot.h"

enum { POINTS = 500 };

/* Along a path a dashed curve sets 6 dots of 9, a dotted one 1 of 3, whatever the points it goes
 * through; and only dots that the whole curve has. */
Test(plot_marks, dashes_are_parts_of_the_whole_curve)
{
    static const struct {
        char dash;
        int on, period;
    } cases[] = {{'-', 6, 9}, {'.', 1, 3}, {'=', 1, 1}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t points = 2; points <= POINTS; points += 83) {
            struct canvas canvas = canvas_of(true, ROWS, COLUMNS);
            const struct plot plot = full_plot(&canvas, unit, unit);
            struct plot drawn = plot;
            double x[POINTS], y[POINTS];
            int set = 0, across = 0;

            for (size_t j = 0; j < points; j++) {
                x[j] = (double)j / (double)(points - 1);
                y[j] = 0.3;
            }
            plot_dashed(&drawn, x, y, points, INK_RUN, '*', cases[i].dash);
            for (; across < plot_dots_across(&plot); across++) {
                const bool is_on = across % cases[i].period < cases[i].on;
                cr_assert_eq(has_dot(&plot, across, (int)(0.3 * dots_up(&plot)), '*'), is_on,
                             "dash %c, dot %d of %zu points", cases[i].dash, across, points);
                set += is_on;
            }
            cr_assert_gt(set, 0);
            canvas_fini(&canvas);
        }
    }
}

Test(plot_marks, in_ascii_the_mark_tells_curves_apart_and_no_dot_is_left_out)
{
    struct canvas canvas = canvas_of(false, ROWS, COLUMNS);
    struct plot plot = full_plot(&canvas, unit, unit);
    const double x[] = {0.0, 1.0}, y[] = {0.3, 0.3};

    plot_dashed(&plot, x, y, 2, INK_RUN, '-', '-');
    for (int across = 0; across < plot_dots_across(&plot); across++)
        cr_assert(has_dot(&plot, across, (int)(0.3 * dots_up(&plot)), '-'));
    canvas_fini(&canvas);
}

Test(plot_marks, nothing_covers_a_mark)
{
    struct canvas canvas = canvas_of(true, ROWS, COLUMNS);
    struct plot plot = full_plot(&canvas, unit, unit);
    const double x[] = {0.0, 1.0}, y[] = {0.3, 0.3};
    int row, column;

    plot_mark(&plot, 0.41, 0.3, 'X', INK_RUN);
    plot_mark(&plot, 0.41, 0.3, 'o', INK_OPTIMAL);
    plot_mark(&plot, 1.41, 0.3, 'X', INK_RUN); /* outside */
    plot_curve(&plot, x, y, 2, INK_RUN_2, '*');
    plot_level(&plot, 0.3, 0.0, 1.0, '=', INK_SPECIALISED);
    plot_rule(&plot, 0.41, "A1", INK_EVENT);
    plot_note(&plot, 0.40, 0.3, 0, INK_EVENT, "note");
    cr_assert(plot_cell(&plot, 0.41, 0.3, &row, &column));
    cr_assert_eq(canvas_cell(&canvas, row, column)->glyph, 'X');
    cr_assert_eq(canvas_cell(&canvas, row, column)->ink, INK_RUN);
    canvas_fini(&canvas);
}

Test(plot_marks, a_level_of_marks_leaves_room_for_one_of_dashes)
{
    struct canvas canvas = canvas_of(true, ROWS, COLUMNS);
    struct plot plot = full_plot(&canvas, unit, unit);
    int row, column, marks = 0, dashes = 0;

    plot_level(&plot, 0.3, 0.0, 1.0, 'o', INK_OPTIMAL);
    plot_level(&plot, 0.3, 0.0, 1.0, '=', INK_SPECIALISED);
    cr_assert(plot_cell(&plot, 0.0, 0.3, &row, &column));
    for (int i = 0; i < plot.inside.columns; i++) {
        marks += canvas_cell(&canvas, row, column + i)->glyph == 'o';
        dashes += canvas_cell(&canvas, row, column + i)->glyph == 0x2550;
    }
    cr_assert_eq(marks + dashes, plot.inside.columns);
    cr_assert_eq(marks, (plot.inside.columns + 7) / 8);
    canvas_fini(&canvas);
}
