#include "people.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 78 };

void people_seconds(double seconds, char *out, size_t size)
{
    if (!isfinite(seconds))
        snprintf(out, size, "?");
    else if (seconds < 9.95)
        snprintf(out, size, "%.1f s", seconds);
    else if (seconds < 99.5)
        snprintf(out, size, "%.0f s", seconds);
    else if (seconds < 5970.0)
        snprintf(out, size, "%.0f min", seconds / 60.0);
    else
        snprintf(out, size, "%.3g h", seconds / 3600.0);
}

/* Returns how many bytes of a text go on a line with room for so many. */
static size_t line_length(const char *text, size_t room)
{
    size_t length = strlen(text);

    if (length <= room)
        return length;
    for (length = room; length > 0 && text[length] != ' ';)
        length--;
    return length > 0 ? length : strcspn(text, " ");
}

void people_print_beside(FILE *out, const char *left, int column, const char *text)
{
    while (*text) {
        const size_t length = line_length(text, (size_t)(WIDTH - column));

        fprintf(out, "%-*s%.*s\n", column, left, (int)length, text);
        text += length;
        text += strspn(text, " ");
        left = "";
    }
}

void people_print_wrapped(FILE *out, const char *indent, const char *text)
{
    people_print_beside(out, indent, (int)strlen(indent), text);
}
