/* The commands of the program. */
#ifndef PLATEAU_APP_CLI_H
#define PLATEAU_APP_CLI_H

#include "options.h"

/** Does what the command line asks for. Returns the exit status. */
int cli_main(int argc, char *argv[]);

/* One function for each row of the command table; returns the exit status. */
int command_show(struct options *options);
int command_run(struct options *options);
int command_mmse(struct options *options);
int command_theory(struct options *options);
int command_detect(struct options *options);
int command_limit(struct options *options);
int command_presets(struct options *options);
int command_bench(struct options *options);
int command_params(struct options *options);

#endif
