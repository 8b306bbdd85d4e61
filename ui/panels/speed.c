/* How fast the run goes. */
#include <stdio.h>

#include "panel.h"
#include "text.h"

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct snapshot *now = &view_shown(view)->now;
    struct pen pen = {canvas, panel_frame(canvas, slot, "speed", ""), 0};

    pen_put(&pen, 1, INK_DIM, "grad/s");
    pen_put(&pen, 8, INK_TEXT, "%-8s %s GF/s", text_number(now->gradients_per_second).at,
            text_number(now->flops / 1e9).at);
    pen_next(&pen);
    pen_put(&pen, 1, INK_DIM, "step/s");
    int column = 8 + pen_put(&pen, 8, INK_TEXT, "%-8s ", text_number(now->steps_per_second).at);
    if (view->threads > 0) {
        pen_put(&pen, column, INK_TEXT, "%zu thread%s", view->threads,
                view->threads == 1 ? "" : "s");
    }
    pen_next(&pen);
    pen_put(&pen, 1, INK_DIM, "data");
    pen_put(&pen, 8, INK_TEXT, "%-8s %s s", text_bytes(now->memory).at,
            text_number(now->seconds).at);
}

const struct panel_ops panel_speed = {.name = "speed", .rows = 3, .columns = 24, .draw = draw};
