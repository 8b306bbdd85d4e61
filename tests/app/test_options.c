/* The default number of threads. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/options.h"
#include "plateau/team.h"

static size_t threads_of(const char *option)
{
    char program[] = "plateau", run[] = "run", word[64] = "";
    char *const argv[] = {program, run, word, NULL};
    struct options options;
    struct error err;

    snprintf(word, sizeof word, "%s", option ? option : "");
    cr_assert_eq(options_parse(&options, option ? 3 : 2, argv, &err), STATUS_OK, "%s", err.text);
    cr_assert_eq(options_complete(&options, SCOPE_RUN, &err), STATUS_OK, "%s", err.text);
    return options.threads;
}

static void forget_environment(void)
{
    unsetenv("PLATEAU_THREADS");
    unsetenv("SLURM_CPUS_PER_TASK");
    unsetenv("OMP_NUM_THREADS");
}

TestSuite(options, .init = forget_environment);

Test(options, threads_are_the_processors_up_to_sixteen)
{
    const size_t processors = team_processors();

    cr_expect_eq(threads_of(NULL), processors < 16 ? processors : 16);
}

Test(options, job_managers_lower_the_threads)
{
    setenv("SLURM_CPUS_PER_TASK", "1", 1);
    cr_expect_eq(threads_of(NULL), 1);
    setenv("SLURM_CPUS_PER_TASK", "4096", 1);
    cr_expect_leq(threads_of(NULL), 16);
    setenv("OMP_NUM_THREADS", "1,4", 1);
    cr_expect_eq(threads_of(NULL), 1);
    setenv("OMP_NUM_THREADS", "-3", 1);
    cr_expect_leq(threads_of(NULL), 16);
    cr_expect_eq(threads_of("--threads=7"), 7);
}

Test(options, the_environment_of_plateau_goes_before_that_of_others)
{
    setenv("SLURM_CPUS_PER_TASK", "1", 1);
    setenv("PLATEAU_THREADS", "23", 1);
    cr_expect_eq(threads_of(NULL), 23);
    cr_expect_eq(threads_of("--threads=3"), 3);
}
