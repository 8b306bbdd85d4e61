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

void people_print_wrapped(FILE *out, const char *indent, const char *text)
{
    const size_t room = WIDTH - strlen(indent);

    while (*text) {
        size_t length = strlen(text);
        if (length > room) {
            length = room;
            while (length > 0 && text[length] != ' ')
                length--;
            if (length == 0)
                length = strcspn(text, " ");
        }
        fprintf(out, "%s%.*s\n", indent, (int)length, text);
        text += length;
        text += strspn(text, " ");
    }
}
