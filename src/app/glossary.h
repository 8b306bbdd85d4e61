/* The words of a command's output, for its --help. */
#ifndef PLATEAU_APP_GLOSSARY_H
#define PLATEAU_APP_GLOSSARY_H

#include <stdio.h>

#include "options.h"

/**
 * Prints the words of the command of that scope under a heading; prints nothing for a command
 * without words.
 */
void glossary_print(enum scope scope, FILE *out);

#endif
