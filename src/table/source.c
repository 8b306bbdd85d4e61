#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plateau/memory.h"
#include "plateau/utf8.h"

enum { CHUNK = 1 << 16, LINE_MOST = 1 << 24 };

enum status source_refuse(const struct source *source, const char *why, struct error *err)
{
    return error_set(err, STATUS_INVALID, "%.120s:%zu: %s", source->name, source->number, why);
}

/* With the system's reason, from errno. */
static enum status refuse_file(const struct source *source, enum status code, struct error *err)
{
    /* No other thread prints messages. NOLINTNEXTLINE(concurrency-mt-unsafe) */
    return error_set(err, code, "%.120s: %s", source->name, strerror(errno));
}

enum status source_open(struct source *source, const char *path, struct error *err)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    struct stat about;

    *source = (struct source){.name = is_stdin ? "stdin" : path, .stop = '\n'};
    source->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (source->fd < 0 || fstat(source->fd, &about) != 0)
        return refuse_file(source, STATUS_INVALID, err);
    source->is_file = S_ISREG(about.st_mode);
    if (S_ISBLK(about.st_mode) || (S_ISCHR(about.st_mode) && !is_stdin && !isatty(source->fd)))
        return error_set(err, STATUS_INVALID,
                         "%.120s: a device; the command takes a file, a pipe, or - for stdin",
                         path);
    return STATUS_OK;
}

void source_open_bytes(struct source *source, const char *bytes, size_t size)
{
    *source = (struct source){.fd = -1, .name = "memory", .stop = '\n', .is_ended = true};
    source->room = 2 * size + 8; /* UTF-16 may grow by half */
    source->bytes = memory_need(source->room, 1);
    memcpy(source->bytes, bytes, size);
    source->end = size;
}

void source_close(struct source *source)
{
    if (source->fd > STDIN_FILENO)
        close(source->fd);
    free(source->bytes);
    source->bytes = NULL;
}

/* Room for so many more bytes, and a NUL; what was taken makes place. */
static enum status make_room(struct source *source, size_t more, struct error *err)
{
    if (source->begin > 0) {
        memmove(source->bytes, source->bytes + source->begin, source->end - source->begin);
        source->end -= source->begin;
        source->begin = 0;
    }
    if (source->end + more + 1 <= source->room)
        return STATUS_OK;
    const size_t room = 2 * (source->end + more + 1);
    char *bytes = realloc(source->bytes, room);
    if (!bytes)
        return error_set(err, STATUS_NO_MEMORY, "out of memory: no room for %.120s, %zu bytes",
                         source->name, room);
    source->bytes = bytes;
    source->room = room;
    return STATUS_OK;
}

static uint32_t unit_at(const struct source *source, const unsigned char *at)
{
    return source->encoding == ENCODING_UTF16_LITTLE ? at[0] | (uint32_t)at[1] << 8
                                                     : at[1] | (uint32_t)at[0] << 8;
}

static void append(struct source *source, uint32_t character)
{
    char text[UTF8_MAX + 1];
    const size_t length = utf8_write(character, text);

    memcpy(source->bytes + source->end, text, length);
    source->end += length;
}

/* Appends UTF-16 as UTF-8; at most 3 bytes for 2, and 4 that waited. */
static void decode(struct source *source, const unsigned char *raw, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        source->odd[source->odds++] = raw[i];
        if (source->odds % 2 != 0)
            continue;
        const uint32_t unit = unit_at(source, source->odd);
        const bool is_first = unit >= 0xd800 && unit < 0xdc00;
        if (source->odds == 2 && is_first)
            continue;
        uint32_t character = unit;
        if (source->odds == 4) {
            const uint32_t second = unit_at(source, source->odd + 2);
            character = second >= 0xdc00 && second < 0xe000
                            ? 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00)
                            : UTF8_REPLACEMENT;
        }
        append(source, character);
        source->odds = 0;
    }
}

/* The mark of UTF-8 is dropped, that of UTF-16 tells how to go on. */
static void take_mark(struct source *source)
{
    const unsigned char *text = (const unsigned char *)source->bytes + source->begin;
    const size_t size = source->end - source->begin;

    source->has_begun = true;
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        source->begin += 3;
        return;
    }
    if (size < 2 || (memcmp(text, "\xFF\xFE", 2) != 0 && memcmp(text, "\xFE\xFF", 2) != 0))
        return;
    source->encoding = text[0] == 0xff ? ENCODING_UTF16_LITTLE : ENCODING_UTF16_BIG;
    unsigned char *raw = memory_need(size, 1);
    memcpy(raw, text + 2, size - 2);
    source->end = source->begin;
    decode(source, raw, size - 2);
    free(raw);
}

/* One more read. */
static enum status fill(struct source *source, struct error *err)
{
    enum status status = make_room(source, 2 * (size_t)CHUNK, err);

    if (status != STATUS_OK)
        return status;
    char *at = source->bytes + source->end;
    ssize_t got;
    do
        got = read(source->fd, at, CHUNK);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return refuse_file(source, STATUS_IO, err);
    source->is_ended = got == 0;
    if (source->encoding == ENCODING_BYTES) {
        source->end += (size_t)got;
    } else {
        unsigned char raw[CHUNK];

        memcpy(raw, at, (size_t)got);
        decode(source, raw, (size_t)got);
    }
    return STATUS_OK;
}

/* Marks are two or three bytes, which a pipe may bring one by one. */
static enum status begin(struct source *source, struct error *err)
{
    enum status status = STATUS_OK;

    while (status == STATUS_OK && !source->is_ended && source->end - source->begin < 3)
        status = fill(source, err);
    if (status == STATUS_OK)
        take_mark(source);
    return status;
}

enum status source_peek(struct source *source, size_t want, const char **text, size_t *size,
                        struct error *err)
{
    enum status status = source->has_begun ? STATUS_OK : begin(source, err);

    while (status == STATUS_OK && !source->is_ended && source->end - source->begin < want) {
        status = fill(source, err);
        if (status == STATUS_OK &&
            memchr(source->bytes + source->begin, '\0', source->end - source->begin))
            break; /* no text: it is refused, however much there is */
    }
    source->bytes[source->end] = '\0';
    *text = source->bytes + source->begin;
    *size = source->end - source->begin;
    if (*size > 0 && !memchr(*text, '\n', *size) && memchr(*text, '\r', *size))
        source->stop = '\r';
    return status;
}

enum status source_check(const struct source *source, struct error *err)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *what;
    } known[] = {
        {"\x1f\x8b", 2, "compressed by gzip; give it as: zcat FILE | plateau detect -"},
        {"BZh", 3, "compressed by bzip2; give it as: bzcat FILE | plateau detect -"},
        {"\xfd"
         "7zXZ",
         5, "compressed by xz; give it as: xzcat FILE | plateau detect -"},
        {"\x28\xb5\x2f\xfd", 4, "compressed by zstd; give it as: zstdcat FILE | plateau detect -"},
        {"PK\x03\x04", 4, "a ZIP archive, such as .xlsx and .npz; save the table as CSV"},
        {"\x93NUMPY", 6, "an array of NumPy; numpy.savetxt writes a table"},
        {"\x89HDF", 4, "an HDF5 file; save the table as CSV"},
        {"SQLite format 3", 15, "an SQLite database; save the table as CSV"},
        {"PAR1", 4, "a Parquet file; save the table as CSV"},
        {"%PDF", 4, "a PDF; the command takes a table of numbers"},
        {"\x89PNG", 4, "a picture; the command takes a table of numbers"},
    };
    const char *text = source->bytes + source->begin;
    const size_t size = source->end - source->begin;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (size >= known[i].length && memcmp(text, known[i].bytes, known[i].length) == 0)
            return error_set(err, STATUS_INVALID, "%.120s: %s", source->name, known[i].what);
    return STATUS_OK;
}

/* The end of the line that begins at `begin`; NULL when it is not there yet. */
static enum status find_end(struct source *source, char **end, struct error *err)
{
    size_t seen = 0;

    for (;;) {
        const size_t size = source->end - source->begin;

        *end = size > seen ? memchr(source->bytes + source->begin + seen, source->stop, size - seen)
                           : NULL;
        if (*end || source->is_ended)
            return STATUS_OK;
        if (size > LINE_MOST) {
            source->number++;
            return source_refuse(source, "a line of more than 16 MB; the command takes a text file",
                                 err);
        }
        /* Of zeros without an end there is no line, only more. */
        if (size > 0 && memchr(source->bytes + source->begin + seen, '\0', size - seen))
            return STATUS_OK;
        seen = size;
        const enum status status = fill(source, err);
        if (status != STATUS_OK)
            return status;
    }
}

enum status source_line(struct source *source, bool keep, char **line, size_t *length,
                        struct error *err)
{
    char *end;
    enum status status = source->has_begun ? STATUS_OK : begin(source, err);

    *line = NULL;
    *length = 0;
    if (status == STATUS_OK)
        status = find_end(source, &end, err);
    if (status != STATUS_OK || source->begin == source->end || (!end && keep && source->is_ended))
        return status;
    source->number++;
    source->is_whole = end != NULL;
    *line = source->bytes + source->begin;
    *length = (size_t)((end ? end : source->bytes + source->end) - *line);
    source->begin += *length + (end != NULL);
    if (memchr(*line, '\0', *length))
        return source_refuse(source, "a zero byte; the command takes a text file, such as CSV",
                             err);
    while (*length > 0 && (*line)[*length - 1] == '\r')
        --*length;
    (*line)[*length] = '\0'; /* there is room for it behind the last byte */
    return STATUS_OK;
}

void source_resume(struct source *source)
{
    if (source->fd >= 0)
        source->is_ended = false;
}
