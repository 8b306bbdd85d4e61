/*
 * table: the bytes of a file, pipe or stdin as lines of text. UTF-16 becomes UTF-8; what is no text
 * is refused by name. A file that grows can be read on. Used by one thread.
 */
#ifndef PLATEAU_TABLE_SOURCE_H
#define PLATEAU_TABLE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plateau/status.h"

enum encoding { ENCODING_BYTES, ENCODING_UTF16_LITTLE, ENCODING_UTF16_BIG };

struct source {
    int fd;           /* -1: the bytes were given */
    const char *name; /* for messages */
    bool is_file;     /* has an end that may move on */
    bool is_ended;
    enum encoding encoding;
    bool has_begun;
    char *bytes; /* what is read and not yet taken is [begin, end) */
    size_t room, begin, end;
    unsigned char odd[4]; /* bytes of UTF-16 that wait for the rest of their character */
    size_t odds;
    char stop;     /* what ends a line: '\n', or '\r' where there is no '\n' */
    size_t number; /* of the line taken last */
    bool is_whole; /* it had its end */
};

/** "-" is stdin. STATUS_INVALID with the reason, also for devices; source_close then, too. */
enum status source_open(struct source *source, const char *path, struct error *err);

/** Reads bytes in memory, which are copied. */
void source_open_bytes(struct source *source, const char *bytes, size_t size);
void source_close(struct source *source);

/** Reads until there are so many bytes, or all; [*text, *text + *size) is valid until the next
 * call. */
enum status source_peek(struct source *source, size_t want, const char **text, size_t *size,
                        struct error *err);

/** Refuses what is known to be no text by its first bytes. */
enum status source_check(const struct source *source, struct error *err);

/**
 * Takes the next line, without its end and NUL-terminated, valid until the next call.
 *
 * line  NULL at the end of the file; source_resume reads on where it has grown
 * keep  a last line without its end stays for later: the file still grows
 */
enum status source_line(struct source *source, bool keep, char **line, size_t *length,
                        struct error *err);
void source_resume(struct source *source);

/** STATUS_INVALID with name, line and the reason. */
enum status source_refuse(const struct source *source, const char *why, struct error *err);

#endif
