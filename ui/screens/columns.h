/*
 * ui/screens: the division that most screens use: one large panel, two smaller ones at its right.
 */
#ifndef PLATEAU_UI_SCREENS_COLUMNS_H
#define PLATEAU_UI_SCREENS_COLUMNS_H

#include "layout.h"

/* As a number of rows: half of the column. */
enum { COLUMNS_HALF = 0 };

/* Immutable. */
struct columns {
    enum panel_id main, upper, lower;
};

/** A terminal too small for a plot: places this panel where there is room. */
void columns_lay_line(struct layout *layout, struct rect rest, enum panel_id panel);

/** Places the main panel, and another below it where there is room. */
void columns_lay_compact(struct layout *layout, struct rect rest, enum panel_id main,
                         enum panel_id below);

/**
 * From 80x24 on: places the three panels, with events below where there is room. rows is the height
 * of the upper right panel, and the lower one has the rest; a number below 0 is the height of the
 * lower one.
 */
void columns_lay_full(struct layout *layout, struct rect rest, const struct columns *columns,
                      int right_columns, int upper_rows);

/** Places the same in boxes, with events and the numbers of the moment below. */
void columns_lay_large(struct layout *layout, struct rect rest, const struct columns *columns,
                       int upper_rows);

/** Places all three panels where they belong, and nothing else. */
void columns_place(struct layout *layout, struct rect rest, const struct columns *columns,
                   int right_columns, int upper_rows, enum frame frame);

#endif
