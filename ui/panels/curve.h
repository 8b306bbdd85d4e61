/* ui/panels: what the panels over time share: curves of the record, the events as rules. */
#ifndef PLATEAU_UI_PANELS_CURVE_H
#define PLATEAU_UI_PANELS_CURVE_H

#include "plateau/plot.h"
#include "view.h"

/* One series of a replica as it is drawn. Plain data. */
struct curve {
    size_t replica;
    enum series series;
    bool is_rest; /* 1 - the value */
    enum ink ink;
    char mark; /* the ASCII glyph */
};

/** Draws it with its extremes. */
void curve_draw(struct plot *plot, const struct view *view, const struct curve *curve);

/** Writes a word beside its newest point, where nothing else stands, so that nothing rests on
 * colour alone. After all curves. */
void curve_label(struct plot *plot, const struct view *view, const struct curve *curve,
                 const char *word);

/** Shades the plateaus of replica 0 and draws the rules of changes (A1, S1, E1). */
void curve_draw_plateaus(struct plot *plot, const struct view *view);
void curve_draw_changes(struct plot *plot, const struct view *view);

/** The x clock for people: "gradients". */
const char *curve_clock_name(enum x_clock clock);

/** An ink and a mark for the i-th of several curves. */
enum ink curve_ink(size_t i);
char curve_mark(size_t i);

#endif
