/* The words of a command's output, for its --help. */
#ifndef PLATEAU_APP_GLOSSARY_H
#define PLATEAU_APP_GLOSSARY_H

#include <stdio.h>

#include "options.h"

/** The words that belong to the command of that scope, under a heading; nothing when it has none.
 */
void glossary_print(enum scope scope, FILE *out);

#endif
