/* Where panels stand, at every size. */
#include "layout.h"

#include <criterion/criterion.h>
#include <string.h>

#include "panels/panel.h"
#include "screens/screen.h"

enum { ROWS_MOST = 100, COLUMNS_MOST = 300, PARTS = PANEL_COUNT + 3 };

static size_t parts_of(const struct layout *layout, struct rect part[PARTS])
{
    size_t count = 0;

    part[count++] = layout->header;
    part[count++] = layout->status;
    part[count++] = layout->keys;
    for (int i = 0; i < PANEL_COUNT; i++)
        part[count++] = layout->panel[i].at;
    return count;
}

static bool is_empty(struct rect at)
{
    return at.rows <= 0 || at.columns <= 0;
}

static bool overlap(struct rect a, struct rect b)
{
    return !is_empty(a) && !is_empty(b) && a.top < b.top + b.rows && b.top < a.top + a.rows &&
           a.left < b.left + b.columns && b.left < a.left + a.columns;
}

static void check(int screen, int rows, int columns)
{
    const struct layout layout = screen_layout((enum screen_id)screen, rows, columns);
    struct rect part[PARTS];
    const size_t count = parts_of(&layout, part);

    for (size_t i = 0; i < count; i++) {
        const struct rect at = part[i];
        cr_assert(at.rows >= 0 && at.columns >= 0);
        cr_assert(is_empty(at) || (at.top >= 0 && at.left >= 0 && at.top + at.rows <= rows &&
                                   at.left + at.columns <= columns),
                  "part %zu sticks out at %d x %d", i, rows, columns);
        for (size_t j = 0; j < i; j++) {
            cr_assert(!overlap(at, part[j]), "parts %zu and %zu overlap at %d x %d", i, j, rows,
                      columns);
        }
    }
    cr_assert_geq(layout.header.rows, 1);
    cr_assert_eq(layout.header.top, 0);
}

Test(layout, nothing_overlaps_and_nothing_sticks_out_at_any_size)
{
    for (int screen = 0; screen < SCREEN_COUNT; screen++) {
        for (int rows = 1; rows <= ROWS_MOST; rows++)
            for (int columns = 1; columns <= COLUMNS_MOST; columns++)
                check(screen, rows, columns);
    }
}

Test(layout, no_size_is_no_size)
{
    for (int rows = -3; rows <= 0; rows++) {
        const struct layout layout = screen_layout(SCREEN_OVERVIEW, rows, -rows - 2);
        struct rect part[PARTS];
        for (size_t i = parts_of(&layout, part); i-- > 0;)
            cr_assert(is_empty(part[i]));
    }
}

static void check_room(enum screen_id screen, int rows, int columns)
{
    const struct layout layout = screen_layout(screen, rows, columns);

    for (int i = 0; i < PANEL_COUNT; i++) {
        const struct panel_ops *ops = panel_at((enum panel_id)i);
        const struct rect at = layout.panel[i].at;
        cr_assert(is_empty(at) || (at.rows >= ops->rows && at.columns >= ops->columns),
                  "%s has %d x %d at %d x %d", ops->name, at.rows, at.columns, rows, columns);
    }
}

Test(layout, a_panel_that_is_shown_has_the_room_it_asks_for)
{
    for (int screen = 0; screen < SCREEN_COUNT; screen++) {
        for (int rows = 1; rows <= ROWS_MOST; rows++)
            for (int columns = 1; columns <= COLUMNS_MOST; columns++)
                check_room((enum screen_id)screen, rows, columns);
    }
}

/* Every cell that the frame of the terminal leaves belongs to a panel from 40 x 10 on. */
Test(layout, no_cell_is_lost)
{
    for (int screen = 0; screen < SCREEN_COUNT; screen++) {
        for (int rows = COMPACT_ROWS; rows <= ROWS_MOST; rows++) {
            for (int columns = COMPACT_COLUMNS; columns <= COLUMNS_MOST; columns++) {
                const struct layout layout = screen_layout((enum screen_id)screen, rows, columns);
                struct rect part[PARTS];
                int cells = 0;
                for (size_t i = parts_of(&layout, part); i-- > 0;)
                    cells += part[i].rows * part[i].columns;
                cr_assert_eq(cells, rows * columns, "screen %d at %d x %d", screen, rows, columns);
            }
        }
    }
}

Test(layout, the_kind_follows_the_size)
{
    static const struct {
        int rows, columns;
        enum layout_kind kind;
    } cases[] = {
        {1, 1, LAYOUT_LINE},      {9, 200, LAYOUT_LINE},     {50, 39, LAYOUT_LINE},
        {10, 40, LAYOUT_COMPACT}, {23, 300, LAYOUT_COMPACT}, {100, 79, LAYOUT_COMPACT},
        {24, 80, LAYOUT_FULL},    {35, 300, LAYOUT_FULL},    {100, 119, LAYOUT_FULL},
        {36, 120, LAYOUT_LARGE},  {48, 160, LAYOUT_LARGE},   {100, 300, LAYOUT_LARGE},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct layout layout =
            screen_layout(SCREEN_OVERVIEW, cases[i].rows, cases[i].columns);
        cr_assert_eq(layout.kind, cases[i].kind, "%d x %d", cases[i].rows, cases[i].columns);
    }
}

static bool is_on(const struct layout *layout, enum panel_id panel)
{
    return !is_empty(layout->panel[panel].at);
}

Test(layout, every_panel_is_on_some_screen_from_80x24_on)
{
    for (int rows = FULL_ROWS; rows <= ROWS_MOST; rows++) {
        for (int columns = FULL_COLUMNS; columns <= COLUMNS_MOST; columns++) {
            bool seen[PANEL_COUNT] = {false};
            for (int screen = 0; screen < SCREEN_COUNT; screen++) {
                const struct layout layout = screen_layout((enum screen_id)screen, rows, columns);
                for (int i = 0; i < PANEL_COUNT; i++)
                    seen[i] |= is_on(&layout, (enum panel_id)i);
            }
            for (int i = 0; i < PANEL_COUNT; i++)
                cr_assert(seen[i], "%s at %d x %d", panel_at((enum panel_id)i)->name, rows,
                          columns);
        }
    }
}

/* The panel for which a screen exists, from the smallest terminal with panels on. */
Test(layout, every_screen_has_its_own_panel_at_every_size)
{
    static const enum panel_id own[] = {
        [SCREEN_OVERVIEW] = PANEL_ERROR,  [SCREEN_OVERLAPS] = PANEL_COURSES,
        [SCREEN_NEURONS] = PANEL_PAIRS,   [SCREEN_PHASE] = PANEL_PHASE,
        [SCREEN_SAMPLER] = PANEL_SAMPLER, [SCREEN_EVIDENCE] = PANEL_GAP};

    cr_assert_eq(sizeof own / sizeof *own, SCREEN_COUNT);
    for (int screen = 0; screen < SCREEN_COUNT; screen++) {
        for (int rows = COMPACT_ROWS; rows <= ROWS_MOST; rows++) {
            for (int columns = COMPACT_COLUMNS; columns <= COLUMNS_MOST; columns++) {
                const struct layout layout = screen_layout((enum screen_id)screen, rows, columns);
                cr_assert(is_on(&layout, own[screen]), "%d at %d x %d", screen, rows, columns);
            }
        }
    }
}

Test(layout, a_plot_is_there_from_40x10_on)
{
    for (int rows = COMPACT_ROWS; rows <= ROWS_MOST; rows++) {
        for (int columns = COMPACT_COLUMNS; columns <= COLUMNS_MOST; columns++) {
            const struct layout layout = screen_layout(SCREEN_OVERVIEW, rows, columns);
            const struct layout phase = screen_layout(SCREEN_PHASE, rows, columns);
            cr_assert(is_on(&layout, PANEL_ERROR) && is_on(&phase, PANEL_PHASE));
            cr_assert_eq(layout.status.rows, 1);
            cr_assert_eq(layout.keys.rows, 1);
        }
    }
}

Test(layout, the_middle_is_inside)
{
    const struct rect area = {1, 2, 20, 70};
    const struct rect small = layout_centre(area, 10, 30), all = layout_centre(area, 99, 99);

    cr_assert(small.top == 6 && small.left == 22 && small.rows == 10 && small.columns == 30);
    cr_assert(memcmp(&all, &area, sizeof all) == 0);
}
