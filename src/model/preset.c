/*
 * Reads presets: INI text through inih, by a reader that counts lines and refuses what inih would
 * accept in silence.
 */
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_text.h"
#include "plateau/memory.h"
#include "preset_search.h"

enum { FILE_BYTES_MAX = 65536, KEYS_MAX = 64, NAME_BYTES = 52 };

/* A key in the file, and its line. */
struct preset_key {
    const struct param_spec *spec;
    int line;
};

/* One pass over one text. */
struct reading {
    const char *next; /* not yet read */
    const char *raw;  /* the present line, as it stands in the file */
    int line;
    bool algorithm_only; /* first pass: learner keys belong to the preset's algorithm */
    struct config *config;
    const struct param_schema *schema;
    struct preset_key given[KEYS_MAX];
    size_t count;
    char last[NAME_BYTES]; /* key that a continuation line in [about] adds to */
    int failed;            /* line of the first error */
    struct error error;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const char *section_of(const struct param_spec *spec)
{
    return spec->section ? spec->section : "learner";
}

static enum status fail(struct reading *reading, enum status status)
{
    if (status != STATUS_OK && !reading->failed)
        reading->failed = reading->line;
    return status;
}

static bool section_exists(const char *name, size_t length)
{
    for (size_t i = 0; config_param_at(i); i++) {
        const char *section = config_param_at(i)->section;
        if (strlen(section) == length && strncmp(section, name, length) == 0)
            return true;
    }
    return false;
}

static enum status refuse_section(const char *name, size_t length, struct error *err)
{
    char sections[96];
    struct writer writer = writer_start(sections, sizeof sections);
    const char *last = "";

    for (size_t i = 0; config_param_at(i); i++) {
        if (strcmp(config_param_at(i)->section, last) != 0)
            writer_add(&writer, " [%s]", config_param_at(i)->section);
        last = config_param_at(i)->section;
    }
    return error_set(err, STATUS_INVALID, "[%.*s]: unknown section; there are%s", (int)length, name,
                     sections);
}

/* Checks a section line; a line without ']' is left to inih. */
static enum status check_section(const char *line, size_t length, struct error *err)
{
    const char *end = memchr(line, ']', length);

    if (!end)
        return STATUS_OK;
    const char *name = line + 1, *after = end + 1;
    if (!section_exists(name, (size_t)(end - name)))
        return refuse_section(name, (size_t)(end - name), err);
    while (after < line + length && (is_blank(*after) || *after == '\r'))
        after++;
    if (after < line + length && *after != ';')
        return error_set(err, STATUS_INVALID,
                         "[%.*s] shares its line with '%.*s'; a key needs a line of its own",
                         (int)(end - name), name, (int)(line + length - after), after);
    return STATUS_OK;
}

/* Checks what inih hides from its handler: empty sections, and indented '#', which it skips. */
static enum status check_line(const char *line, size_t length, struct error *err)
{
    size_t blanks = 0;

    if (length > 0 && line[0] == '[')
        return check_section(line, length, err);
    while (blanks < length && is_blank(line[blanks]))
        blanks++;
    if (blanks > 0 && blanks < length && line[blanks] == '#')
        return error_set(err, STATUS_INVALID, "'#' begins a comment only in column 1; take ';'");
    return STATUS_OK;
}

/* inih's reader: fgets over a string. */
static char *read_line(char *out, int size, void *user)
{
    struct reading *reading = user;
    const size_t length = strcspn(reading->next, "\n");
    const size_t with_end = length + (reading->next[length] == '\n');

    if (with_end == 0 || reading->failed)
        return NULL;
    reading->line++;
    reading->raw = reading->next;
    if (with_end >= (size_t)size) {
        fail(reading, error_set(&reading->error, STATUS_INVALID,
                                "the line is longer than %d bytes; texts in [about] may go on in "
                                "an indented line",
                                size - 2));
        return NULL;
    }
    if (fail(reading, check_line(reading->raw, length, &reading->error)) != STATUS_OK)
        return NULL;
    memcpy(out, reading->raw, with_end);
    out[with_end] = '\0';
    reading->next += with_end;
    return out;
}

/* Finds the row of a key and makes sure that the key stands here, once. */
static const struct param_spec *find_row(struct reading *reading, const char *section,
                                         const char *key)
{
    struct error *err = &reading->error;
    const struct param_spec *spec = config_find(reading->config, reading->schema, key, err);

    if (!spec)
        return NULL;
    if (strcmp(section, section_of(spec)) != 0) {
        error_set(err, STATUS_INVALID, "%s: belongs in [%s], and stands %s%s%s", key,
                  section_of(spec), *section ? "in [" : "before any section", section,
                  *section ? "]" : "");
        return NULL;
    }
    for (size_t i = 0; i < reading->count; i++) {
        if (reading->given[i].spec == spec) {
            error_set(err, STATUS_INVALID, "%s: given twice, first in line %d; leave one out", key,
                      reading->given[i].line);
            return NULL;
        }
    }
    if (reading->count < KEYS_MAX)
        reading->given[reading->count++] = (struct preset_key){spec, reading->line};
    return spec;
}

/* Adds a further line to a text in [about], joined by a blank. */
static enum status add_to_text(struct reading *reading, const char *key, const char *value)
{
    const struct param_spec *spec =
        config_find(reading->config, reading->schema, key, &reading->error);
    char joined[1024];

    if (!spec)
        return STATUS_INVALID;
    config_format(reading->config, reading->schema, spec, joined, sizeof joined);
    const size_t length = strlen(joined);
    snprintf(joined + length, sizeof joined - length, " %s", value);
    return config_set(reading->config, reading->schema, spec, joined, &reading->error);
}

static enum status take_indented(struct reading *reading, const char *section, const char *key,
                                 const char *value)
{
    if (strcmp(section, "about") != 0)
        return error_set(&reading->error, STATUS_INVALID,
                         "the line begins with a blank, which goes on with the line before; only "
                         "texts in [about] may: begin keys in column 1");
    if (strcmp(reading->last, key) != 0)
        return error_set(&reading->error, STATUS_INVALID,
                         "the line begins with a blank and there is no text to go on with; begin "
                         "keys in column 1");
    return add_to_text(reading, key, value);
}

static enum status take_key(struct reading *reading, const char *section, const char *key,
                            const char *value)
{
    if (is_blank(reading->raw[0]))
        return reading->algorithm_only ? STATUS_OK : take_indented(reading, section, key, value);
    snprintf(reading->last, sizeof reading->last, "%s", key);
    if (reading->algorithm_only && strcmp(key, "algorithm") != 0)
        return STATUS_OK;
    const struct param_spec *spec = find_row(reading, section, key);
    if (!spec)
        return STATUS_INVALID;
    return config_set(reading->config, reading->schema, spec, value, &reading->error);
}

/* inih's handler: 0 means failed. */
static int handle(void *user, const char *section, const char *key, const char *value)
{
    struct reading *reading = user;

    return !reading->failed && fail(reading, take_key(reading, section, key, value)) == STATUS_OK;
}

/* inih reports the line of the first error, of its own kind or of ours. */
static enum status read_once(struct config *config, const struct param_schema *schema,
                             const char *file, const char *text, bool algorithm_only,
                             struct error *err)
{
    struct reading reading = {
        .next = text, .algorithm_only = algorithm_only, .config = config, .schema = schema};

    const int line = ini_parse_stream(read_line, &reading, handle, &reading);
    if (line > 0 && line != reading.failed)
        return error_set(err, STATUS_INVALID, "%s:%d: neither [section] nor key = value", file,
                         line);
    if (reading.failed)
        return error_set(err, reading.error.code, "%s:%d: %s", file, reading.failed,
                         reading.error.text);
    return STATUS_OK;
}

static enum status read_text(struct config *config, const struct param_schema *schema,
                             const char *file, const char *text, struct error *err)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    const bool marked = strncmp(text, byte_order_mark, strlen(byte_order_mark)) == 0;
    const char *begin = marked ? text + strlen(byte_order_mark) : text;
    const enum status status = read_once(config, schema, file, begin, true, err);

    return status == STATUS_OK ? read_once(config, schema, file, begin, false, err) : status;
}

static enum status refuse_file(const char *path, const char *why, struct error *err)
{
    return error_set(err, STATUS_INVALID, "%.200s: %s", path, why);
}

static const char *why_not_opened(int reason)
{
    return reason == ENOENT || reason == ENOTDIR ? "there is no such file"
           : reason == EACCES                    ? "may not be read"
                                                 : "cannot be read";
}

/* Opens a regular file: a FIFO or a device might have no end, or block. */
static FILE *open_regular(const char *path, struct error *err)
{
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat info = {0};
    FILE *file = NULL;

    if (fd < 0) {
        refuse_file(path, why_not_opened(errno), err);
        return NULL;
    }
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        refuse_file(path,
                    S_ISDIR(info.st_mode) ? "is a directory, not a preset"
                                          : "is no regular file, so no preset",
                    err);
    else if (!(file = fdopen(fd, "r")))
        refuse_file(path, "cannot be read", err);
    if (!file)
        close(fd);
    return file;
}

/* Checks that the text has a length and bytes that a person may have written. */
static enum status check_content(const char *path, const char *text, size_t bytes,
                                 struct error *err)
{
    int line = 1;

    if (bytes > FILE_BYTES_MAX)
        return error_set(err, STATUS_INVALID, "%.200s: longer than %d bytes: not a preset", path,
                         FILE_BYTES_MAX);
    for (size_t i = 0; i < bytes; i++) {
        const unsigned char c = (unsigned char)text[i];
        line += c == '\n';
        if (c == 127 || (c < ' ' && !strchr("\t\r\n", c)) || c == '\0')
            return error_set(err, STATUS_INVALID, "%.200s:%d: byte 0x%02x is not text", path, line,
                             c);
    }
    return STATUS_OK;
}

/* Reads a file into *text, NUL at the end; free() it in any case. */
static enum status read_file(const char *path, char **text, struct error *err)
{
    FILE *file = open_regular(path, err);

    if (!file)
        return STATUS_INVALID;
    *text = memory_zeroed(FILE_BYTES_MAX + 2, 1);
    const size_t bytes = *text ? fread(*text, 1, FILE_BYTES_MAX + 1, file) : 0;
    const enum status status = !*text
                                   ? error_set(err, STATUS_NO_MEMORY, "%.200s: out of memory", path)
                               : ferror(file) ? refuse_file(path, "cannot be read", err)
                                              : check_content(path, *text, bytes, err);
    fclose(file);
    return status;
}

static enum status load(struct config *config, const struct param_schema *schema, const char *name,
                        struct error *err)
{
    char path[PRESET_PATH_MAX];

    if (preset_find_file(name, path)) {
        char *text = NULL;
        enum status status = read_file(path, &text, err);

        if (status == STATUS_OK)
            status = read_text(config, schema, path, text, err);
        free(text);
        return status;
    }
    const struct preset_builtin *builtin = preset_find_builtin(name);
    if (!builtin)
        return preset_refuse_name(name, err);
    snprintf(path, sizeof path, "%s (built in)", name);
    return read_text(config, schema, path, builtin->text, err);
}

enum status config_load(struct config *config, const struct param_schema *schema, const char *name,
                        struct error *err)
{
    struct config loaded;

    config_init(&loaded, schema);
    preset_stem(name, loaded.preset, sizeof loaded.preset);
    const enum status status = load(&loaded, schema, name, err);
    if (status == STATUS_OK)
        *config = loaded;
    return status;
}
