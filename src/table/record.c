#include "record.h"

#include <stdint.h>
#include <string.h>

#include "number.h"
#include "plateau/utf8.h"

enum { DEPTH_MOST = 64 };

static char *skip_blanks(char *at)
{
    return at + strspn(at, " \t\r\n");
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Four hexadecimal digits; false when there are fewer. */
static bool take_hex(const char *at, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < 4; i++) {
        if (!is_hex(at[i]))
            return false;
        const uint32_t digit =
            at[i] <= '9' ? (uint32_t)(at[i] - '0') : ((uint32_t)at[i] | 32U) - 'a' + 10U;
        *out = 16 * *out + digit;
    }
    return true;
}

/* What stands behind a backslash. returns how many bytes it took, 0 where that is no escape */
static size_t take_escape(const char *at, char out[UTF8_MAX + 1])
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *known = *at ? strchr(from, *at) : NULL;
    uint32_t character, second;

    if (known) {
        utf8_write((unsigned char)to[known - from], out);
        return 1;
    }
    if (*at != 'u' || !take_hex(at + 1, &character))
        return 0;
    if (character == 0)
        character = UTF8_REPLACEMENT;
    if (character >= 0xd800 && character < 0xdc00 && at[5] == '\\' && at[6] == 'u' &&
        take_hex(at + 7, &second) && second >= 0xdc00 && second < 0xe000) {
        utf8_write(0x10000 + ((character - 0xd800) << 10) + (second - 0xdc00), out);
        return 11;
    }
    utf8_write(character, out);
    return 5;
}

/* A string, unescaped in place, which never makes it longer. *at is behind it. */
static char *take_string(char **at)
{
    char *from = *at + 1, *to = from, *const text = from;

    while (*from && *from != '"') {
        char escaped[UTF8_MAX + 1];

        if (*from != '\\') {
            *to++ = *from++;
            continue;
        }
        const size_t used = take_escape(from + 1, escaped);
        if (used == 0)
            return NULL;
        memcpy(to, escaped, strlen(escaped));
        to += strlen(escaped);
        from += used + 1;
    }
    *at = from;
    if (*from != '"')
        return NULL;
    *to = '\0';
    *at = from + 1;
    return text;
}

/* A number, or a word: true, false, null, NaN, Infinity. returns its end */
static char *skip_word(char *at)
{
    return at + strcspn(at, ",]} \t\r\n\"[{:");
}

/* Any value; false where there is none. */
static bool skip_value(char **at, size_t depth)
{
    char *from = skip_blanks(*at);

    *at = from;
    if (depth > DEPTH_MOST)
        return false;
    if (*from == '"') {
        for (from++; *from && *from != '"'; from++)
            from += *from == '\\' && from[1];
        *at = from + (*from == '"');
        return *from == '"';
    }
    if (*from != '[' && *from != '{') {
        *at = skip_word(from);
        return *at > from;
    }
    const char close = *from == '[' ? ']' : '}';
    for (from = skip_blanks(from + 1); *from != close; from = skip_blanks(from)) {
        if (*from == ',' || *from == ':') {
            from++;
            continue;
        }
        if (!skip_value(&from, depth + 1)) {
            *at = from;
            return false;
        }
    }
    *at = from + 1;
    return true;
}

static char *join(struct record *record, const char *outer, char *inner)
{
    const size_t first = strlen(outer), second = strlen(inner);
    char *out = record->name + record->names;

    if (first == 0 || record->names + first + second + 2 > sizeof record->name)
        return inner;
    memcpy(out, outer, first + 1);
    out[first] = '.';
    memcpy(out + first + 1, inner, second + 1);
    record->names += first + second + 2;
    return out;
}

static void add(struct record *record, char *name, char *value, char *end)
{
    if (record->count < RECORD_CELLS_MAX)
        record->cell[record->count++] = (struct cell){name, value, end};
}

static bool read_object(struct record *record, char **at, const char *outer, size_t depth);

/* The value of a member, which is a field when it is one number or text. */
static bool read_member(struct record *record, char *name, char **at, size_t depth)
{
    char *from = *at = skip_blanks(*at);

    if (*from == '{')
        return read_object(record, at, name, depth + 1);
    if (*from == '[')
        return skip_value(at, depth);
    if (*from == '"') {
        char *text = take_string(at);

        if (text)
            add(record, name, text, text + strlen(text));
        return text != NULL;
    }
    *at = skip_word(from);
    add(record, name, from, *at);
    return *at > from;
}

static bool read_object(struct record *record, char **at, const char *outer, size_t depth)
{
    char *from = skip_blanks(*at + 1);

    if (depth > DEPTH_MOST)
        return false;
    while (*from != '}') {
        *at = from;
        if (*from != '"')
            return false;
        char *name = take_string(&from);
        if (!name)
            return false;
        *at = from = skip_blanks(from);
        if (*from != ':')
            return false;
        *at = from + 1;
        if (!read_member(record, join(record, outer, name), at, depth))
            return false;
        from = skip_blanks(*at);
        *at = from;
        if (*from == ',')
            from = skip_blanks(from + 1);
        else if (*from != '}')
            return false;
    }
    *at = from + 1;
    return true;
}

/* "#1", "#2".. in the record's own room. */
static char *number_name(struct record *record, size_t number)
{
    char *out = record->name + record->names, digits[24];
    size_t n = 0;

    if (record->names + sizeof digits + 1 > sizeof record->name)
        return NULL;
    for (; number > 0; number /= 10)
        digits[n++] = (char)('0' + number % 10);
    out[0] = '#';
    for (size_t i = 0; i < n; i++)
        out[i + 1] = digits[n - 1 - i];
    out[n + 1] = '\0';
    record->names += n + 2;
    return out;
}

static bool read_list(struct record *record, char **at)
{
    char *from = skip_blanks(*at + 1);

    for (size_t i = 1; *from != ']'; i++) {
        char *name = number_name(record, i);

        *at = from;
        if (!name || !read_member(record, name, at, 1))
            return false;
        from = skip_blanks(*at);
        *at = from;
        if (*from == ',')
            from = skip_blanks(from + 1);
        else if (*from != ']')
            return false;
    }
    *at = from + 1;
    return true;
}

/* Values end only now: what stood behind each had to be read first. */
static void terminate(struct record *record)
{
    for (size_t i = 0; i < record->count; i++)
        *record->cell[i].value_end = '\0';
}

bool record_read_json(struct record *record, char **at)
{
    bool valid = false;

    record->count = record->names = 0;
    *at = skip_blanks(*at);
    if (**at == '{')
        valid = read_object(record, at, "", 1);
    else if (**at == '[')
        valid = read_list(record, at);
    if (valid)
        terminate(record);
    return valid;
}

bool record_read_words(struct record *record, char *line)
{
    char *at = line + strspn(line, " \t");

    record->count = record->names = 0;
    while (*at) {
        char *end = at + strcspn(at, " \t");
        char *value = at + strcspn(at, ":= \t");

        if (value == at || value >= end || value + 1 == end)
            return false;
        char *stop = end[-1] == ',' || end[-1] == ';' ? end - 1 : end;
        add(record, at, value + 1, stop);
        at = end + strspn(end, " \t");
        *value = '\0';
    }
    terminate(record);
    return record->count > 0;
}

/* A list whose first element is a row: an object or a list. returns that element */
static char *first_row(char *value)
{
    char *first = value;

    if (*value != '[')
        return NULL;
    first = skip_blanks(value + 1);
    return *first == '{' || *first == '[' ? first : NULL;
}

char *record_find_rows(char *document)
{
    char *at = skip_blanks(document), *found = NULL;

    if (*at != '{')
        return first_row(at);
    for (at = skip_blanks(at + 1); *at == '"';) {
        const bool is_history = strncmp(at, "\"log_history\"", 13) == 0;

        if (!skip_value(&at, 1))
            break;
        at = skip_blanks(at);
        if (*at != ':')
            break;
        char *row = first_row(skip_blanks(at + 1));
        if (row && (is_history || !found))
            found = row;
        at++;
        if (is_history || !skip_value(&at, 1))
            break;
        at = skip_blanks(at);
        if (*at == ',')
            at = skip_blanks(at + 1);
    }
    return found;
}

/* Whether a list of numbers begins there. */
static bool is_list(const char *value)
{
    if (*value != '[')
        return false;
    value += 1 + strspn(value + 1, " \t\r\n");
    return *value && strchr("+-.0123456789nNI", *value) != NULL;
}

size_t record_find_lists(char *document, char *name[], char *list[])
{
    char *at = skip_blanks(document);
    size_t count = 0;

    if (*at != '{')
        return 0;
    for (at = skip_blanks(at + 1); *at == '"' && count < RECORD_CELLS_MAX;) {
        char *const key = take_string(&at);

        at = skip_blanks(at);
        if (!key || *at != ':')
            break;
        at = skip_blanks(at + 1);
        if (is_list(at)) {
            name[count] = key;
            list[count++] = at + 1;
        }
        if (!skip_value(&at, 1))
            break;
        at = skip_blanks(at);
        if (*at == ',')
            at = skip_blanks(at + 1);
    }
    return count;
}

char *record_take_value(char **list)
{
    char *at = *list ? skip_blanks(*list) : NULL;

    if (!at || *at == ']' || !*at)
        return NULL;
    char *end = at;
    if (!skip_value(&end, 1)) {
        *list = NULL;
        return NULL;
    }
    char *behind = skip_blanks(end);
    *list = *behind == ',' ? behind + 1 : NULL;
    *end = '\0';
    return at;
}
