/* model, private: text put together piece by piece, and cut where it does not fit. */
#ifndef PLATEAU_MODEL_WRITER_H
#define PLATEAU_MODEL_WRITER_H

#include <stddef.h>

struct writer {
    char *out;
    size_t size, used;
};

struct writer writer_start(char *out, size_t size);
void writer_add(struct writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Adds the shortest decimal that reads back as the same double. */
void writer_add_real(struct writer *writer, double value);

#endif
