/* Measurements as CSV; the columns: README.md. */
#ifndef PLATEAU_APP_ROWS_H
#define PLATEAU_APP_ROWS_H

#include <stdint.h>
#include <stdio.h>

#include "plateau/message.h"
#include "plateau/status.h"

/* The destination of rows. Owned by: the main thread. */
struct rows {
    FILE *file;       /* NULL: nowhere */
    const char *name; /* for messages */
    size_t layers;    /* hidden layers of the network, which decide which of q1.. are columns */
    size_t groups;    /* q_v columns */
    uint64_t count;   /* rows written */
    int failure;      /* errno of the first failed write; 0 = none */
};

/**
 * Opens a file for rows; an existing regular file only with force.
 *
 * returns  STATUS_INVALID or STATUS_IO with the reason in err
 */
enum status rows_open(struct rows *rows, const char *name, bool force, struct error *err);

/** Writes the header, for the hidden layers and readout groups of this network. */
void rows_write_header(struct rows *rows, size_t layers, size_t groups);

/** Writes one row and passes it on before the function returns. */
void rows_write(struct rows *rows, const struct measurement *sample);

/** Closes a file that rows_open opened; flushes stdout. The last failure shows here. */
void rows_close(struct rows *rows);

#endif
