/* plateau params: the param table as text. */
#include <string.h>

#include "cli.h"
#include "exit_status.h"
#include "people.h"
#include "plateau/learner.h"

enum { ACCEPTS_MAX = 320, LEFT = 36 };

static void print_row(const struct param_spec *spec)
{
    char accepts[ACCEPTS_MAX], left[2 * LEFT], text[ACCEPTS_MAX + 8];

    config_accepts(learner_schema(), spec, accepts, sizeof accepts);
    snprintf(left, sizeof left, "  %-14s %-10s %-7s ", spec->name,
             spec->initial[0] ? spec->initial : "-",
             spec->change == PARAM_LIVE ? "live" : "set-up");
    snprintf(text, sizeof text, "%s%s%s%s", spec->help, spec->unit[0] ? " [" : "", spec->unit,
             spec->unit[0] ? "]" : "");
    people_print_beside(stdout, left, LEFT, text);
    snprintf(text, sizeof text, "takes %s", accepts);
    people_print_beside(stdout, "", LEFT, text);
}

static void print_sections(void)
{
    const char *section = "";

    for (size_t i = 0; config_param_at(i); i++) {
        const struct param_spec *spec = config_param_at(i);

        if (strcmp(section, spec->section) != 0)
            printf("\n[%s]\n", spec->section);
        section = spec->section;
        print_row(spec);
    }
}

static void print_learners(void)
{
    for (size_t l = 0; learner_at(l); l++) {
        const struct learner_ops *learner = learner_at(l);

        printf("\n[learner] algorithm = %s (%s)\n", learner->name, learner->title);
        for (size_t i = 0; i < learner->param_count; i++)
            print_row(&learner->params[i]);
    }
}

static void print_activations(void)
{
    enum { ACTIVATION_LEFT = 17 };
    char left[32];

    printf("\nActivations, a factor may stand before each: 0.5*relu\n");
    for (size_t i = 0; activation_name_at(i); i++) {
        snprintf(left, sizeof left, "  %s", activation_name_at(i));
        people_print_beside(stdout, left, ACTIVATION_LEFT, activation_formula_at(i));
    }
}

int command_params(struct options *options)
{
    (void)options;
    printf("Parameters, for presets and -s KEY=VALUE. Columns: name, default, whether it may\n"
           "change during a run, meaning.\n");
    print_sections();
    print_learners();
    print_activations();
    return EXIT_DONE;
}
