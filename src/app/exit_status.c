#include "exit_status.h"

#include <stdio.h>

int exit_because(enum exit_status status, const struct error *err)
{
    fprintf(stderr, "plateau: %s\n", err->text);
    return (int)status;
}

int exit_refused(const struct error *err)
{
    return exit_because(err->code == STATUS_NO_MEMORY ? EXIT_FAILED : EXIT_USAGE, err);
}
