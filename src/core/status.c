#include "plateau/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* What fatal() runs first. One of the two mutable globals of the program: set before any thread. */
static void (*fatal_hook)(void);

enum status error_set(struct error *err, enum status code, const char *format, ...)
{
    if (err) {
        va_list arguments;
        va_start(arguments, format);
        err->code = code;
        vsnprintf(err->text, sizeof err->text, format, arguments);
        va_end(arguments);
    }
    return code;
}

void fatal(const char *format, ...)
{
    va_list arguments;

    if (fatal_hook)
        fatal_hook();
    va_start(arguments, format);
    fputs("plateau: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    /* Not exit(): other threads still run, and exit handlers would pull things from under them. */
    fflush(stderr);
    _Exit(EXIT_FAILURE);
}

void fatal_exit(int status)
{
    if (fatal_hook)
        fatal_hook();
    /* As in fatal(): not exit(). */
    _Exit(status);
}

void fatal_set_hook(void (*hook)(void))
{
    fatal_hook = hook;
}
