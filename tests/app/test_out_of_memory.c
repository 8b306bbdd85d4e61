/*
 * Commands in which one request for memory after the other is refused: each time the command ends
 * with status 1 and says that memory ran out. It reports neither a divergence nor empty columns.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli.h"
#include "plateau/learner.h"
#include "plateau/linalg.h"
#include "plateau/theory.h"
#include "refusal.h"

enum { WORDS = 48, LINE_BYTES = 512 };

static int run_command(const void *context)
{
    char line[LINE_BYTES], *argv[WORDS + 1] = {(char[]){"plateau"}};
    int argc = 1;

    snprintf(line, sizeof line, "%s", (const char *)context);
    for (char *rest = line, *word; argc < WORDS && (word = strtok_r(rest, " ", &rest));)
        argv[argc++] = word;
    linalg_init();
    theory_init();
    const int status = cli_main(argc, argv);

    return fflush(stdout) == 0 ? status : -1;
}

static void expect_said(const struct refusal *refusal, const char *line, size_t n, bool may_recover)
{
    const bool has_failed = refusal->status == 1 || (may_recover && refusal->status == 0);

    cr_expect(has_failed && strstr(refusal->err, "memory"),
              "%s, request %zu: status %d, out \"%.200s\", err \"%.300s\"", line, n,
              refusal->status, refusal->out, refusal->err);
    cr_expect(!refusal->leaked, "%s, request %zu: leaked: %s", line, n, refusal->err);
}

/*
 * Refuses every request of the command, or of a long one those at a distance of `stride` from
 * `first`.
 *
 * may_recover  the command may also go on without that memory, and say so
 */
static void refuse_each_of(const char *line, size_t first, size_t stride, bool may_recover)
{
    static struct refusal refusal;
    size_t refused = 0;

    refusal_run(&refusal, 0, run_command, line);
    cr_assert_eq(refusal.status, 0, "%s: status %d, %s", line, refusal.status, refusal.err);
    cr_expect(!refusal.leaked, "%s: leaked: %s", line, refusal.err);
    cr_assert_gt(refusal.asked, 0, "%s: asked for no memory", line);
    const size_t asked = refusal.asked;
    for (size_t n = first; n <= asked; n += stride) {
        refusal_run(&refusal, n, run_command, line);
        if (!refusal.refused)
            continue; /* threads may share a table, or not */
        refused++;
        expect_said(&refusal, line, n, may_recover);
    }
    cr_expect(refused > 0, "%s: no request of %zu was refused", line, asked);
}

static void refuse_each(const char *line, size_t first, size_t stride)
{
    refuse_each_of(line, first, stride, false);
}

static const char *settings_of(const struct learner_ops *ops)
{
    return ops->predict ? "-s activation=h2h3" : "-s activation=tanh2";
}

Test(out_of_memory, is_said_by_a_run_with_each_learner, .timeout = 120)
{
    const struct learner_ops *ops;
    char line[LINE_BYTES];

    for (size_t a = 0; (ops = learner_at(a)); a++) {
        snprintf(line, sizeof line,
                 "run first-light -s d=8 -s alpha=2 -s test=20 -s steps=3 -s noise=1 "
                 "--threads 2 --quiet "
                 "-s algorithm=%s %s -s weights=%s",
                 ops->name, settings_of(ops),
                 strcmp(ops->name, "metropolis") == 0 ? "rademacher" : "gaussian");
        refuse_each(line, 1 + a % 3, 3);
    }
}

Test(out_of_memory, is_said_by_runs_of_several_layers_and_replicas, .timeout = 120)
{
    refuse_each("run two-layer-tanh2 -s activation=relu,relu -s d=8 -s alpha=2 -s test=20 "
                "-s steps=2 -s replicas=2 --json --quiet",
                1, 7);
    refuse_each("run first-light -s d=8 -s alpha=2 -s test=20 -s steps=2 -s replicas=2 "
                "-s readout=4point --json --quiet",
                2, 7);
}

Test(out_of_memory, is_said_by_the_theory, .timeout = 120)
{
    refuse_each("theory first-light --quiet --json", 1, 7);
    refuse_each("theory first-light --alpha 1:2:0.5 --quiet", 1, 1);
    refuse_each("theory first-light --transitions --quiet", 1, 1);
    refuse_each("theory first-light --profile --quiet", 1, 1);
    refuse_each("theory first-light -s activation=h2h3 --evolution --quiet", 1, 1);
    refuse_each("theory first-light -s d=8 --finite --quiet", 1, 1);
    refuse_each("theory two-layer-tanh2 --quiet", 1, 5);
    refuse_each("theory first-light -s readout=4point --transitions --profile --quiet", 1, 3);
}

Test(out_of_memory, is_said_by_mmse, .timeout = 120)
{
    refuse_each("mmse --readout 4point --gamma 0.5 --snr 0.1,2,0.7", 1, 1);
    refuse_each("mmse --kind rectangular --gamma 0.5,0.5 --snr 1.3 --json", 1, 3);
}

Test(out_of_memory, is_said_by_detect, .timeout = 120)
{
    char name[] = "/tmp/plateau-test-XXXXXX", line[LINE_BYTES];
    const int fd = mkstemp(name);

    cr_assert_geq(fd, 0);
    FILE *file = fdopen(fd, "w");
    fprintf(file, "step,eps\n");
    for (int i = 0; i < 300; i++)
        fprintf(file, "%d,%g\n", i, i < 200 ? 0.5 + 1e-4 * (i % 7) : 0.1 + 1e-4 * (i % 5));
    fclose(file);
    snprintf(line, sizeof line, "detect %s", name);
    refuse_each(line, 1, 1);
    snprintf(line, sizeof line, "detect %s --json", name);
    refuse_each(line, 1, 5);
    remove(name);
}

Test(out_of_memory, is_said_by_lists, .timeout = 120)
{
    /* Without memory for two threads the times are those of one, and the command says so. */
    refuse_each_of("presets --threads 2", 1, 1, true);
}
