/* table: what is found out when a table is opened. */
#ifndef PLATEAU_TABLE_OPEN_H
#define PLATEAU_TABLE_OPEN_H

#include "inside.h"

/** Reads the first lines: shape, dialect, header and columns. */
enum status table_find_shape(struct table *table, struct error *err);

#endif
