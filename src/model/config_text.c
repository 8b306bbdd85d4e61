#include "config_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text text_start(char *out, size_t size)
{
    if (size > 0)
        out[0] = '\0';
    return (struct text){out, size, 0};
}

void text_add(struct text *text, const char *format, ...)
{
    va_list arguments;

    if (text->used + 1 >= text->size)
        return;
    const size_t room = text->size - text->used;
    va_start(arguments, format);
    const int length = vsnprintf(text->out + text->used, room, format, arguments);
    va_end(arguments);
    if (length > 0)
        text->used += (size_t)length < room ? (size_t)length : room - 1;
}

void text_add_real(struct text *text, double value)
{
    char digits[32];

    for (int precision = 6; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    char *exponent = strchr(digits, 'e');
    if (exponent && exponent[2] == '0') /* 1e-06: presets write 1e-6 */
        memmove(exponent + 2, exponent + 3, strlen(exponent + 3) + 1);
    text_add(text, "%s", digits);
}
