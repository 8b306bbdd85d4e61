/* ui/panels: what the panels over time share: curves of the record, and rules that mark events. */
#ifndef PLATEAU_UI_PANELS_CURVE_H
#define PLATEAU_UI_PANELS_CURVE_H

#include "plateau/plot.h"
#include "view.h"

/* One series of a replica, and how to draw it. Plain data. */
struct curve_look {
    size_t replica;
    enum series series;
    bool is_rest; /* draws 1 - the value */
    enum ink ink;
    char mark; /* the ASCII glyph */
};

/** Draws the curve with its extremes. */
void curve_draw(struct plot *plot, const struct view *view, const struct curve_look *curve);

/**
 * Writes a word beside the newest point of the curve, where the cells are empty, so that nothing
 * rests on colour alone. Call it after all curves are drawn.
 */
void curve_label(struct plot *plot, const struct view *view, const struct curve_look *curve,
                 const char *word);

/** Shades the plateaus of replica 0 and draws the rules of changes (A1, S1, E1). */
void curve_draw_plateaus(struct plot *plot, const struct view *view);
void curve_draw_changes(struct plot *plot, const struct view *view);

/** Returns the name of the x clock for people: "gradients". */
const char *curve_clock_name(enum x_clock clock);

/** Returns the ink and the mark of the i-th of several curves. */
enum ink curve_ink(size_t i);
char curve_mark(size_t i);

#endif
