/* Shared by the tests of the channels. */
#ifndef PLATEAU_TESTS_CHANNEL_LAWS_H
#define PLATEAU_TESTS_CHANNEL_LAWS_H

#include <criterion/criterion.h>

#include "plateau/mmse.h"

static inline struct readout_law parse_law(const char *text)
{
    struct readout_law law;
    struct error err = {.text = ""};

    cr_assert_eq(readout_law_parse(&law, text, &err), STATUS_OK, "%s", err.text);
    return law;
}

static inline struct mmse_point symmetric_point(const char *text, double gamma, double x)
{
    const struct readout_law law = parse_law(text);
    struct mmse_point point;
    struct error err = {.text = ""};

    cr_assert_eq(mmse_symmetric(&law, gamma, x, &point, &err), STATUS_OK, "%s", err.text);
    return point;
}

static inline struct mmse_point rectangular_point(double gamma1, double gamma2, double x)
{
    struct mmse_point point;
    struct error err = {.text = ""};

    cr_assert_eq(mmse_rectangular(gamma1, gamma2, x, &point, &err), STATUS_OK, "%s", err.text);
    return point;
}

#endif
