#include "build.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/learner.h"

struct config build_config(const char *first, ...)
{
    struct setting settings[32];
    char text[32][96];
    size_t count = 0;
    struct config config;
    struct error err;
    va_list list;

    va_start(list, first);
    for (const char *s = first; s && count < 32; s = va_arg(list, const char *)) {
        snprintf(text[count], sizeof text[count], "%s", s);
        char *equals = strchr(text[count], '=');
        *equals = '\0';
        settings[count] = (struct setting){text[count], equals + 1};
        count++;
    }
    va_end(list);
    config_init(&config, learner_schema());
    if (config_apply(&config, learner_schema(), settings, count, &err) != STATUS_OK) {
        fprintf(stderr, "build_config: %s\n", err.text);
        abort();
    }
    return config;
}
