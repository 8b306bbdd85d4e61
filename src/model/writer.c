#include "writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct writer writer_start(char *out, size_t size)
{
    if (size > 0)
        out[0] = '\0';
    return (struct writer){out, size, 0};
}

void writer_add(struct writer *writer, const char *format, ...)
{
    va_list arguments;

    if (writer->used + 1 >= writer->size)
        return;
    const size_t room = writer->size - writer->used;
    va_start(arguments, format);
    const int length = vsnprintf(writer->out + writer->used, room, format, arguments);
    va_end(arguments);
    if (length > 0)
        writer->used += (size_t)length < room ? (size_t)length : room - 1;
}

void writer_add_real(struct writer *writer, double value)
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
    writer_add(writer, "%s", digits);
}
