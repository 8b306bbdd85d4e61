/* Start-up: the steps that must come before the first thread. cli.c does the rest. */
#include <stdio.h>

#include "cli.h"
#include "exit_status.h"
#include "plateau/linalg.h"
#include "plateau/theory.h"

int main(int argc, char *argv[])
{
    linalg_init();
    theory_init();
    const int status = cli_main(argc, argv);

    /* Help and tables go through stdio: a full disk shows only here. */
    if (fflush(stdout) != 0 && status == EXIT_DONE) {
        perror("plateau: stdout");
        return EXIT_FAILED;
    }
    return status;
}
