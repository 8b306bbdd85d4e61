/* Texts from outside in JSON, which takes UTF-8 alone. */
#ifndef PLATEAU_APP_JSON_TEXT_H
#define PLATEAU_APP_JSON_TEXT_H

#include <jansson.h>

/** A string of JSON: the text as utf8_clean shows it. NULL when out of memory. */
json_t *json_text(const char *text);

#endif
