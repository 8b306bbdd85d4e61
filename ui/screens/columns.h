/* ui/screens: one large panel, and two smaller ones in a column at its right: most screens. */
#ifndef PLATEAU_UI_SCREENS_COLUMNS_H
#define PLATEAU_UI_SCREENS_COLUMNS_H

#include "layout.h"

/* As a number of rows: half of what the column has. */
enum { COLUMNS_HALF = 0 };

/* Immutable. */
struct columns {
    enum panel_id main, upper, lower;
};

/** A terminal too small for a plot: this panel where there is room. */
void columns_lay_line(struct layout *layout, struct rect rest, enum panel_id panel);

/** The main panel, and another below it where there is room. */
void columns_lay_compact(struct layout *layout, struct rect rest, enum panel_id main,
                         enum panel_id below);

/** From 80x24 on, events below where there is room; the rows of the upper panel, the lower has the
 * rest: a number below 0 counts from the lower's. */
void columns_lay_full(struct layout *layout, struct rect rest, const struct columns *columns,
                      int right_columns, int upper_rows);

/** The same in boxes, events and the numbers of now below. */
void columns_lay_large(struct layout *layout, struct rect rest, const struct columns *columns,
                       int upper_rows);

/** The least: all three where they belong, nothing else. */
void columns_place(struct layout *layout, struct rect rest, const struct columns *columns,
                   int right_columns, int upper_rows, enum frame frame);

#endif
