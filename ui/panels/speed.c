/* How fast the run goes; a paused run has no speed. */
#include <math.h>
#include <stdio.h>

#include "panel.h"
#include "plateau/text.h"

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct snapshot *now = &view_shown(view)->now;
    const bool moves = now->state == RUN_RUNNING;
    const double none = (double)NAN;
    struct pen pen = {canvas, panel_frame(canvas, slot, "speed", ""), 0};

    pen_put(&pen, 1, INK_DIM, "grad/s");
    pen_put(&pen, 8, INK_TEXT, "%-8s %s GF/s",
            text_number(moves ? now->gradients_per_second : none).at,
            text_number(moves ? now->flops / 1e9 : none).at);
    pen_next(&pen);
    pen_put(&pen, 1, INK_DIM, "step/s");
    int column = 8 + pen_put(&pen, 8, INK_TEXT, "%-8s ",
                             text_number(moves ? now->steps_per_second : none).at);
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
