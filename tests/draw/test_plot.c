/* Pictures as data: dots are decoded back to numbers and compared with what was drawn. */
#include "plateau/plot.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dots.h"

enum { POINTS = 500 };

static const struct axis gradients = {1.0, 1e5, true};
static const struct axis error = {1e-2, 1.0, true};

/* The middle of a dot in numbers. */
static double value_of(const struct axis *axis, int dot, int dots)
{
    return axis_value(axis, (dot + 0.5) / dots);
}

/* A fall over a plateau, as the program draws it. */
static double falling_error(double t)
{
    const double early = 0.09 + 0.5 / (1.0 + pow(t / 6.0, 1.4));

    return 0.012 + (early - 0.012) / (1.0 + pow(t / 8000.0, 5.0));
}

static void fill_fall(double x[], double y[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = axis_value(&gradients, ((double)i + 0.37) / (double)n);
        y[i] = falling_error(x[i]);
    }
}

/* The dot on which a point belongs, from fractions alone; -1 outside. */
static int dot_of(const struct axis *axis, double value, int dots)
{
    const double fraction = axis_fraction(axis, value);

    for (int dot = 0; dot < dots; dot++)
        if (fabs(fraction - (dot + 0.5) / dots) <= 0.5 / dots * (1.0 + 1e-9))
            return dot;
    return -1;
}

/* Each point has a dot within half a dot; each dot lies between two neighbouring points. */
static void check_curve(const struct plot *plot, const double x[], const double y[], size_t n)
{
    const int wide = plot_dots_across(plot), high = dots_up(plot);

    for (size_t i = 0; i < n; i++) {
        cr_assert(has_dot(plot, dot_of(&plot->x, x[i], wide), dot_of(&plot->y, y[i], high), '*'),
                  "point %zu (%g, %g) has no dot", i, x[i], y[i]);
    }
    for (int across = 0; across < wide; across++) {
        const double left = axis_value(&plot->x, (across - 0.5) / wide);
        const double right = axis_value(&plot->x, (across + 1.5) / wide);

        for (int up = 0; up < high; up++) {
            const double below = axis_value(&plot->y, (up - 0.5) / high);
            const double above = axis_value(&plot->y, (up + 1.5) / high);

            cr_assert(!has_dot(plot, across, up, '*') ||
                          (falling_error(left) >= below && falling_error(right) <= above),
                      "the dot at (%g, %g) is not on the curve", value_of(&plot->x, across, wide),
                      value_of(&plot->y, up, high));
        }
    }
}

Test(plot, dots_are_the_numbers_to_half_a_dot)
{
    static const int sizes[][2] = {{24, 80}, {48, 160}, {9, 30}, {3, 7}};
    double x[POINTS], y[POINTS];

    fill_fall(x, y, POINTS);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int unicode = 0; unicode < 2; unicode++) {
            struct canvas canvas = canvas_of(unicode, sizes[i][0], sizes[i][1]);
            struct plot plot = full_plot(&canvas, gradients, error);

            plot_curve(&plot, x, y, POINTS, INK_RUN, '*');
            check_curve(&plot, x, y, POINTS);
            canvas_fini(&canvas);
        }
    }
}

/* Each dot column from the first to the last has dots, and they touch those of the one before. */
static void check_no_gap(const struct plot *plot, int first, int last)
{
    int low_before = -1, high_before = -1;

    for (int across = first; across <= last; across++) {
        int low = -1, high = -1;

        for (int up = 0; up < dots_up(plot); up++) {
            if (has_dot(plot, across, up, '*')) {
                cr_assert(high < 0 || high == up - 1, "a hole in column %d at %d", across, up);
                low = low < 0 ? up : low;
                high = up;
            }
        }
        cr_assert_geq(low, 0, "column %d is empty", across);
        cr_assert(across == first || (low <= high_before + 1 && high >= low_before - 1),
                  "column %d does not touch the one before", across);
        low_before = low;
        high_before = high;
    }
}

Test(plot, a_steep_fall_has_no_gap)
{
    static const double x[] = {1.0, 2.0, 900.0, 1000.0, 1000.0, 1e5};
    static const double y[] = {0.9, 0.011, 0.97, 0.02, 0.6, 0.013};

    for (int unicode = 0; unicode < 2; unicode++) {
        struct canvas canvas = canvas_of(unicode, ROWS, COLUMNS);
        struct plot plot = full_plot(&canvas, gradients, error);

        plot_curve(&plot, x, y, 6, INK_RUN, '*');
        check_no_gap(&plot, 0, plot_dots_across(&plot) - 1);
        canvas_fini(&canvas);
    }
}

Test(plot, nan_makes_a_gap)
{
    const double x[] = {10.0, 100.0, 1000.0};
    const double y[] = {0.5, (double)NAN, 0.5};
    struct canvas canvas = canvas_of(true, ROWS, COLUMNS);
    struct plot plot = full_plot(&canvas, gradients, error);
    int dots = 0;

    plot_curve(&plot, x, y, 3, INK_RUN, '*');
    for (int across = 0; across < plot_dots_across(&plot); across++)
        for (int up = 0; up < dots_up(&plot); up++)
            dots += has_dot(&plot, across, up, '*');
    cr_assert_eq(dots, 2);
    canvas_fini(&canvas);
}

Test(plot, what_leaves_the_area_is_clipped_where_it_leaves)
{
    const double x[] = {-10.0, 20.0};
    const double steep[] = {-1e300, 1e300};
    struct canvas canvas = canvas_of(true, 8, 16); /* no labels: 32 x 32 dots */
    struct plot plot = plot_begin(&canvas, (struct rect){0, 0, 4, 8}, unit, unit);

    plot_curve(&plot, x, x, 2, INK_RUN, '*');
    for (int across = 0; across < 16; across++)
        for (int up = 0; up < 16; up++)
            cr_assert_eq(has_dot(&plot, across, up, '*'), across == up, "(%d, %d)", across, up);
    canvas_clear(&canvas);
    plot_curve(&plot, x, steep, 2, INK_RUN, '*'); /* passes far above and below */
    plot_curve(&plot, (double[]){2.0, 3.0}, (double[]){0.2, 0.8}, 2, INK_RUN, '*');
    plot_curve(&plot, (double[]){0.2, 0.8}, (double[]){-1.0, -2.0}, 2, INK_RUN, '*');
    plot_curve(&plot, (double[]){0.2, (double)INFINITY}, (double[]){7.0, (double)-INFINITY}, 2,
               INK_RUN, '*');
    char *text = canvas_to_text(&canvas);
    cr_assert_str_eq(text, "\n\n\n\n\n\n\n\n");
    free(text);
    canvas_fini(&canvas);
}

Test(plot, columns_of_the_past_never_change)
{
    double x[POINTS], y[POINTS];
    struct canvas before = canvas_of(true, ROWS, COLUMNS);
    struct canvas after = canvas_of(true, ROWS, COLUMNS);

    fill_fall(x, y, POINTS);
    for (size_t n = 1; n < POINTS; n += 7) {
        int row, column;

        canvas_clear(&before);
        canvas_clear(&after);
        struct plot old = full_plot(&before, gradients, error);
        struct plot new = full_plot(&after, gradients, error);
        plot_curve(&old, x, y, n, INK_RUN, '*');
        plot_curve(&new, x, y, n + 1, INK_RUN, '*');
        cr_assert(plot_cell(&old, x[n - 1], y[n - 1], &row, &column));
        for (int i = 0; i < ROWS; i++) {
            cr_assert(memcmp(canvas_cell(&before, i, 0), canvas_cell(&after, i, 0),
                             (size_t)column * sizeof(struct cell)) == 0);
        }
    }
    canvas_fini(&before);
    canvas_fini(&after);
}

Test(plot, of_two_curves_both_dots_stay_and_the_later_ink_wins)
{
    const double x[] = {0.0, 1.0};
    const double low[] = {0.1, 0.1}, high[] = {0.9, 0.9};
    struct canvas canvas = canvas_of(true, 1, 4);
    struct plot plot = full_plot(&canvas, unit, unit);

    plot_curve(&plot, x, low, 2, INK_RUN, '*');
    plot_curve(&plot, x, high, 2, INK_RUN_3, '+');
    cr_assert_eq(canvas_cell(&canvas, 0, 2)->glyph, 0x2800 + 0xc0 + 0x09);
    cr_assert_eq(canvas_cell(&canvas, 0, 2)->ink, INK_RUN_3);
    canvas.unicode = false;
    canvas_clear(&canvas);
    plot_curve(&plot, x, low, 2, INK_RUN, '*');
    plot_curve(&plot, x, high, 2, INK_RUN_3, '+');
    cr_assert_eq(canvas_cell(&canvas, 0, 2)->glyph, '+');
    canvas_fini(&canvas);
}

Test(plot, text_stays_over_dots)
{
    const double x[] = {0.0, 1.0};
    const double y[] = {0.5, 0.5};

    for (int unicode = 0; unicode < 2; unicode++) {
        struct canvas canvas = canvas_of(unicode, 1, 12);
        struct plot plot = full_plot(&canvas, unit, unit);

        canvas_text(&canvas, 0, 2, 9, INK_TEXT, 0, "oo");
        plot_note(&plot, 0.5, 0.5, 0, INK_TEXT, "a b");
        plot_curve(&plot, x, y, 2, INK_RUN, 'o');
        plot_level(&plot, 0.5, 0.0, 1.0, '-', INK_UNIVERSAL);
        char *text = canvas_to_text(&canvas);
        cr_assert_str_eq(text, unicode ? "⠒⠒oo⠒⠒a b⠒⠒⠒\n" : "ooooooa booo\n");
        free(text);
        canvas_fini(&canvas);
    }
}

Test(plot, a_band_reaches_from_low_to_high)
{
    const double x[] = {0.26, 0.74, 0.76};
    const double low[] = {0.13, 0.8, 0.3}, high[] = {0.6, 0.9, 0.99};
    struct canvas canvas = canvas_of(true, 4, 4);
    struct plot plot = full_plot(&canvas, unit, unit);

    plot_band(&plot, x, low, high, 3, INK_DIM, '|');
    for (int across = 0; across < 8; across++) {
        for (int up = 0; up < 16; up++) {
            const double middle = (up + 0.5) / 16.0;
            bool expected = false;

            for (int i = 0; i < 3; i++) {
                expected |= (int)(x[i] * 8) == across && middle > low[i] - 0.5 / 16 &&
                            middle < high[i] + 0.5 / 16;
            }
            cr_assert_eq(has_dot(&plot, across, up, '|'), expected, "(%d, %d)", across, up);
        }
    }
    canvas_fini(&canvas);
}

static bool is_level(const struct cell *cell, char dash, bool unicode)
{
    if (!unicode)
        return cell->glyph == (uint32_t)dash;
    return cell->glyph == (dash == '=' ? 0x2550U : dash == '.' ? 0xb7U : 0x254cU);
}

Test(plot, a_level_is_on_its_row_and_only_there)
{
    static const char dashes[] = {'-', '=', '.'};

    for (int round = 0; round < 6; round++) {
        const char dash = dashes[round / 2];
        const bool unicode = round % 2;

        for (double y = 0.0105; y < 1.0; y *= 1.07) {
            struct canvas canvas = canvas_of(unicode, ROWS, COLUMNS);
            struct plot plot = full_plot(&canvas, gradients, error);
            const struct rect in = plot.inside;
            const int expected = in.top + in.rows - 1 - dot_of(&error, y, in.rows);

            plot_level(&plot, y, 0.0, 2e3, dash, INK_UNIVERSAL);
            for (int row = in.top; row < in.top + in.rows; row++) {
                for (int column = in.left; column < in.left + in.columns; column++) {
                    const bool left = column - in.left <= dot_of(&gradients, 2e3, in.columns);

                    cr_assert_eq(is_level(canvas_cell(&canvas, row, column), dash, unicode),
                                 row == expected && left, "%g at row %d, column %d", y, row,
                                 column);
                }
            }
            canvas_fini(&canvas);
        }
    }
}

/* Draws all kinds of marks, in an order given by three bits. */
static char *draw_in_order(bool unicode, int order)
{
    double x[POINTS], y[POINTS];
    struct canvas canvas = canvas_of(unicode, ROWS, COLUMNS);
    struct plot plot = full_plot(&canvas, gradients, error);

    fill_fall(x, y, POINTS);
    for (int i = 0; i < 4; i++) {
        switch ((i ^ order) & 3) {
        case 0:
            plot_curve(&plot, x, y, POINTS, INK_RUN, '*');
            break;
        case 1:
            plot_level(&plot, 0.0912, 1.0, 1e5, '-', INK_UNIVERSAL);
            break;
        case 2:
            plot_rule(&plot, 700.0, NULL, INK_EVENT);
            break;
        default:
            plot_shade(&plot, 30.0, 3000.0, NULL);
            break;
        }
    }
    char *text = canvas_to_text(&canvas);
    canvas_fini(&canvas);
    return text;
}

Test(plot, the_order_of_drawing_does_not_matter)
{
    for (int unicode = 0; unicode < 2; unicode++) {
        char *expected = draw_in_order(unicode, 0);

        for (int order = 1; order < 4; order++) {
            char *text = draw_in_order(unicode, order);
            cr_assert_str_eq(text, expected, "order %d:\n%s\nnot:\n%s", order, text, expected);
            free(text);
        }
        free(expected);
    }
}

Test(plot, shade_covers_exactly_its_interval)
{
    static const double intervals[][2] = {{30.0, 4000.0}, {0.0, 12.0}, {500.0, 501.0}, {2e4, 1e9},
                                          {1e6, 1e7},     {0.01, 0.5}, {9.0, 3.0}};

    for (size_t i = 0; i < sizeof intervals / sizeof intervals[0]; i++) {
        const double from = intervals[i][0], to = intervals[i][1];
        struct canvas canvas = canvas_of(i % 2, ROWS, COLUMNS);
        struct plot plot = full_plot(&canvas, gradients, error);
        const struct rect in = plot.inside;

        plot_shade(&plot, from, to, NULL);
        for (int column = 0; column < COLUMNS; column++) {
            const double left = axis_value(&gradients, (column - in.left) / (double)in.columns);
            const double right =
                axis_value(&gradients, (column - in.left + 1) / (double)in.columns);
            const bool inside = column >= in.left && column < in.left + in.columns;
            const bool expected = inside && from <= to && left <= to && right > from;

            for (int row = 0; row < ROWS; row++) {
                const bool in_row = row >= in.top && row < in.top + in.rows;
                const struct cell *cell = canvas_cell(&canvas, row, column);

                cr_assert_eq(cell->shade, expected && in_row, "[%g, %g]: row %d, column %d", from,
                             to, row, column);
                cr_assert_eq(cell->glyph == ':', expected && in_row && !canvas.unicode);
            }
        }
        canvas_fini(&canvas);
    }
}

Test(plot, a_rule_is_in_its_column_under_its_label)
{
    for (int unicode = 0; unicode < 2; unicode++) {
        struct canvas canvas = canvas_of(unicode, ROWS, COLUMNS);
        struct plot plot = full_plot(&canvas, gradients, error);
        const struct rect in = plot.inside;
        const int column = in.left + dot_of(&gradients, 4321.0, in.columns);

        plot_rule(&plot, 4321.0, "A1", INK_EVENT);
        cr_assert_eq(canvas_cell(&canvas, in.top, column)->glyph, 'A');
        cr_assert_eq(canvas_cell(&canvas, in.top, column + 1)->glyph, '1');
        for (int row = in.top + 1; row < in.top + in.rows; row++)
            cr_assert_eq(canvas_cell(&canvas, row, column)->glyph, unicode ? 0x2506U : '!');
        plot_rule(&plot, 1e6, "A2", INK_EVENT);
        plot_rule(&plot, (double)NAN, "A3", INK_EVENT);
        char *text = canvas_to_text(&canvas);
        cr_assert_null(strstr(text, "A2"));
        cr_assert_null(strstr(text, "A3"));
        free(text);
        canvas_fini(&canvas);
    }
}

Test(plot, labels_at_one_place_step_aside_for_each_other)
{
    struct canvas canvas = canvas_of(false, ROWS, COLUMNS);
    struct plot plot = full_plot(&canvas, gradients, error);

    plot_shade(&plot, 30.0, 3000.0, "plateau P1");
    plot_rule(&plot, 40.0, "A1", INK_EVENT);
    plot_rule(&plot, 50.0, "S1", INK_EVENT);
    plot_level(&plot, 0.5, 1.0, 1e5, '-', INK_UNIVERSAL);
    plot_note(&plot, 1e5, 0.5, 1, INK_UNIVERSAL, "uni .0891");
    plot_note(&plot, 1e5, 0.5, 1, INK_SPECIALISED, "sp .0124");
    char *text = canvas_to_text(&canvas);
    static const char *const labels[] = {" plateau P1:", "A1", "S1", "-uni .0891\n", "sp .0124"};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        cr_assert_not_null(strstr(text, labels[i]), "no \"%s\" in\n%s", labels[i], text);
    free(text);
    canvas_fini(&canvas);
}

Test(plot, a_label_prefers_a_row_without_a_curve)
{
    const double x[] = {1.0, 1e5};
    const double y[] = {1.0, 1.0};
    struct canvas canvas = canvas_of(true, ROWS, COLUMNS);
    struct plot plot = full_plot(&canvas, gradients, error);

    plot_curve(&plot, x, y, 2, INK_RUN, '*');
    plot_rule(&plot, 200.0, "A1", INK_EVENT);
    const int column = plot.inside.left + dot_of(&gradients, 200.0, plot.inside.columns);
    cr_assert_eq(canvas_cell(&canvas, plot.inside.top + 1, column)->glyph, 'A');
    canvas_fini(&canvas);
}

Test(plot, ticks_stand_where_their_numbers_are)
{
    struct canvas canvas = canvas_of(true, 16, 48);
    struct plot plot = full_plot(&canvas, gradients, error);
    const struct rect in = plot.inside;
    double tick[AXIS_TICKS_MAX];
    const size_t count = axis_ticks(&gradients, 6, tick);

    cr_assert(in.left == 7 && in.top == 0 && in.rows == 14 && in.columns == 41);
    cr_assert_eq(count, 6);
    for (size_t i = 0; i < count; i++) {
        const int column = in.left + dot_of(&gradients, tick[i], in.columns);
        cr_assert_eq(canvas_cell(&canvas, 14, column)->glyph, 0x252c);
    }
    char *text = canvas_to_text(&canvas);
    cr_assert_not_null(strstr(text, "\n      1e0     1e1     1e2     1e3     1e4    1e5\n"), "%s",
                       text);
    cr_assert(strncmp(text, "   1e0┤\n", strlen("   1e0┤\n")) == 0, "%s", text);
    cr_assert_not_null(strstr(text, "  1e-2┤\n      └┬"), "%s", text);
    free(text);
    canvas_fini(&canvas);
}

/* Draws every kind of mark, in a frame of any size, on a canvas marked all over. */
static void draw_everything(struct canvas *canvas, struct rect frame)
{
    const double x[] = {0.1, 3.0, 77.0, 77.0, 1e4, 1e9};
    const double y[] = {0.3, 0.7, 0.001, 12.0, (double)NAN, 0.02};
    struct plot plot = plot_begin(canvas, frame, gradients, error);

    plot_shade(&plot, 5.0, 900.0, "plateau P1");
    plot_band(&plot, x, y, y + 1, 5, INK_DIM, '|');
    plot_curve(&plot, x, y, 6, INK_RUN, '*');
    plot_level(&plot, 0.09, 0.0, 1e9, '=', INK_UNIVERSAL);
    plot_rule(&plot, 1e5, "A12", INK_EVENT);
    plot_note(&plot, 1e5, 1.0, 1, INK_OPTIMAL, "a note that is long");
    plot_note(&plot, 1.0, 0.01, 1, INK_OPTIMAL, "one to the left");
    plot_dashed(&plot, x, y, 6, INK_UNIVERSAL, '-', '-');
    plot_mark(&plot, 77.0, 0.3, 'X', INK_RUN);
    plot_level(&plot, 0.5, 0.0, 1e9, 'o', INK_OPTIMAL);
    plot_words(&plot, frame.top, frame.left, INK_TEXT, "words in the corner");
}

Test(plot, a_frame_of_any_size_is_not_left)
{
    const struct cell sentinel = {.glyph = '@', .ink = INK_ALARM};

    for (int rows = 0; rows <= 20; rows++) {
        for (int columns = 0; columns <= 40; columns++) {
            for (int unicode = 0; unicode < 2; unicode++) {
                struct canvas canvas = canvas_of(unicode, 26, 50);
                const struct rect frame = {3, 5, rows, columns};

                canvas_fill(&canvas, (struct rect){0, 0, canvas.rows, canvas.columns}, '@',
                            INK_ALARM);
                canvas_fill(&canvas, frame, ' ', INK_TEXT);
                draw_everything(&canvas, frame);
                for (int row = 0; row < 26; row++) {
                    for (int column = 0; column < 50; column++) {
                        const bool inside =
                            row >= 3 && row < 3 + rows && column >= 5 && column < 5 + columns;

                        cr_assert(inside || memcmp(canvas_cell(&canvas, row, column), &sentinel,
                                                   sizeof sentinel) == 0,
                                  "%d x %d touched row %d, column %d", rows, columns, row, column);
                    }
                }
                canvas_fini(&canvas);
            }
        }
    }
}

/* Cells with a mark of a curve; the margin of one cell around the frame must stay blank. */
static int marks_inside(struct canvas *canvas)
{
    int marks = 0;

    for (int row = 0; row < canvas->rows; row++)
        for (int column = 0; column < canvas->columns; column++) {
            const struct cell *cell = canvas_cell(canvas, row, column);
            const bool margin =
                row == 0 || column == 0 || row == canvas->rows - 1 || column == canvas->columns - 1;

            cr_expect(!margin || (cell->glyph == ' ' && cell->shade == 0),
                      "(%d, %d) lies outside the frame", row, column);
            marks += cell->ink == INK_RUN;
        }
    return marks;
}

/* An axis without a length has no place for a number; one that runs backwards is a mirror; one of
 * 600 decades has the points (.5, 1), (1, 1) and (1.5, 2) in its middle. */
Test(plot, axes_that_no_data_fit_keep_to_their_frame)
{
    static const struct {
        struct axis axis;
        int least, most; /* cells of the curve */
    } cases[] = {{{1.0, 1.0, false}, 0, 0},
                 {{0.0, 1.0, true}, 0, 0},
                 {{(double)NAN, 1.0, false}, 0, 0},
                 {{2.0, 1.0, false}, 10, ROWS * COLUMNS},
                 {{1e-300, 1e300, true}, 1, 2}};
    const double x[] = {0.5, 1.0, 1.5}, y[] = {1.0, 1.0, 2.0};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct canvas canvas = canvas_of(true, ROWS, COLUMNS);
        const struct rect frame = {1, 1, ROWS - 2, COLUMNS - 2};
        struct plot plot = plot_begin(&canvas, frame, cases[i].axis, cases[i].axis);

        plot_curve(&plot, x, y, 3, INK_RUN, '*');
        plot_shade(&plot, 0.5, 1.5, "P1");
        plot_rule(&plot, 1.0, "A1", INK_EVENT);
        plot_level(&plot, 1.0, 0.0, 2.0, '-', INK_UNIVERSAL);
        const int marks = marks_inside(&canvas);
        char *text = canvas_to_text(&canvas);
        cr_expect(marks >= cases[i].least && marks <= cases[i].most, "case %zu: %d marks\n%s", i,
                  marks, text);
        cr_expect(!strstr(text, "nan") && !strstr(text, "inf"), "case %zu\n%s", i, text);
        free(text);
        canvas_fini(&canvas);
    }
}
