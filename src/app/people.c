#include "people.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum { WIDTH = 78 };

double people_clock(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void people_bytes(double bytes, char *out, size_t size)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    size_t unit = 0;

    for (; bytes >= 1000.0 && unit + 1 < sizeof units / sizeof units[0]; unit++)
        bytes /= 1000.0;
    snprintf(out, size, "%.3g %s", bytes, units[unit]);
}

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
