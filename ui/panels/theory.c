#include "theory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plateau/text.h"

static bool is_called(const struct chart_branch *branch, const char *name)
{
    return strcmp(branch->name, name) == 0;
}

const char *theory_name(const struct chart_branch *branch)
{
    return is_called(branch, "universal")     ? "uni"
           : is_called(branch, "specialised") ? "sp"
                                              : branch->name;
}

char theory_dash(const struct chart_branch *branch)
{
    if (is_called(branch, "universal"))
        return '-';
    return is_called(branch, "specialised") ? '=' : '.';
}

enum ink theory_ink(const struct record *record, const struct chart *chart,
                    const struct chart_branch *branch)
{
    if (record_is_old(record, chart))
        return INK_DIM;
    return is_called(branch, "universal")     ? INK_UNIVERSAL
           : is_called(branch, "specialised") ? INK_SPECIALISED
                                              : INK_TEXT;
}

/*
 * Names the parameter that differs when the theory on the screen is not that of the parameters in
 * force.
 */
static const char *age_of(const struct record *record)
{
    const struct chart *chart = record_chart(record, CHART_HERE);

    if (!chart || !record_is_old(record, chart))
        return "";
    return chart->noise != record->now.config.noise ? "old noise, " : "old alpha, ";
}

static bool says_no_theory(const char *reason)
{
    static const char words[] = "no theory";

    return strncmp(reason, words, sizeof words - 1) == 0;
}

/* Writes which of the four parts is being solved, with a percentage for the curves. */
static void write_part(const struct chart *chart, char *out, size_t size)
{
    static const char *const part[] = {[CHART_SOLVING] = "1/4: branches",
                                       [CHART_HERE] = "2/4: transitions",
                                       [CHART_TRANSITIONS] = "3/4: profile"};

    if (chart->state < CHART_PROFILE)
        snprintf(out, size, "%s", part[chart->state]);
    else
        snprintf(out, size, "4/4: curves %.0f %%",
                 chart->alphas > 0 ? 100.0 * (double)chart->solved / (double)chart->alphas : 0.0);
}

void theory_write_state(const struct record *record, char *out, size_t size)
{
    const struct chart *chart = &record->chart;
    char part[32];

    if (chart->run == 0) {
        snprintf(out, size, "not solved yet");
    } else if (chart->state == CHART_NONE) {
        snprintf(out, size, "%s%s",
                 says_no_theory(chart->reason) ? "" : "no theory: ", chart->reason);
    } else if (record_is_old(record, chart)) {
        snprintf(out, size, "%sbeing solved", age_of(record));
    } else if (chart->state == CHART_READY) {
        snprintf(out, size, "solved in %s s", text_short(chart->seconds).at);
    } else {
        write_part(chart, part, sizeof part);
        snprintf(out, size, "%ssolving %s", age_of(record), part);
    }
}

const char *theory_name_of_error(const struct record *record, double eps)
{
    static const double near =
        1e-3; /* the worker and the theorist solve the same equations separately */
    const struct chart *chart = record_chart(record, CHART_HERE);
    const char *name = "sp";
    double least = near;

    if (!chart || record_is_old(record, chart))
        return name;
    for (size_t b = 1; b < chart->branches; b++) {
        const double far = fabs(chart->branch[b].here.eps / eps - 1.0);
        if (chart->branch[b].here.exists && far < least) {
            least = far;
            name = theory_name(&chart->branch[b]);
        }
    }
    return name;
}

const struct chart_branch *theory_best(const struct chart *chart)
{
    return chart->best < chart->branches ? &chart->branch[chart->best] : NULL;
}
