#include "json_text.h"

#include <string.h>

#include "plateau/utf8.h"

enum { TEXT_BYTES = 4096 };

json_t *json_text(const char *text)
{
    char clean[TEXT_BYTES];

    utf8_clean(text, strlen(text), clean, sizeof clean);
    return json_string(clean);
}
