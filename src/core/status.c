#include "plateau/status.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/utf8.h"

/* fatal() runs it first; atomic, since any thread may fail while the screen opens or closes. */
static void (*_Atomic fatal_hook)(void);

static void run_hook(void)
{
    void (*const hook)(void) = atomic_load(&fatal_hook);

    if (hook)
        hook();
}

enum status error_set(struct error *err, enum status code, const char *format, ...)
{
    if (err) {
        char text[sizeof err->text];
        va_list arguments;
        va_start(arguments, format);
        err->code = code;
        vsnprintf(text, sizeof text, format, arguments);
        va_end(arguments);
        /* Names of files and columns in it come from outside. */
        utf8_clean(text, strlen(text), err->text, sizeof err->text);
    }
    return code;
}

void fatal(const char *format, ...)
{
    va_list arguments;

    run_hook();
    va_start(arguments, format);
    fputs("plateau: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    /* Not exit(): other threads still run, and exit handlers would free what they use. */
    fflush(stderr);
    _Exit(EXIT_FAILURE);
}

void fatal_exit(int status)
{
    run_hook();
    /* As in fatal(): not exit(). */
    _Exit(status);
}

void fatal_set_hook(void (*hook)(void))
{
    atomic_store(&fatal_hook, hook);
}
