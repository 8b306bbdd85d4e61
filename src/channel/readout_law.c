#include "plateau/readout_law.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

/* The most that sum p and E v^2 may differ from 1: people write 0.3333333. */
static const double sum_tolerance = 1e-6;

static const struct readout_law named_laws[] = {
    {.kind = READOUT_ATOMS, .text = "ones", .atoms = 1, .value = {1.0}, .probability = {1.0}},
    {.kind = READOUT_ATOMS,
     .text = "rademacher",
     .atoms = 2,
     .value = {-1.0, 1.0},
     .probability = {0.5, 0.5}},
    /* +-3/sqrt 5 and +-1/sqrt 5 */
    {.kind = READOUT_ATOMS,
     .text = "4point",
     .atoms = 4,
     .value = {-1.3416407864998738, -0.4472135954999579, 0.4472135954999579, 1.3416407864998738},
     .probability = {0.25, 0.25, 0.25, 0.25}},
    {.kind = READOUT_UNIFORM, .text = "uniform"},
    {.kind = READOUT_GAUSSIAN, .text = "gaussian"},
};

enum { NAMED_LAWS = sizeof named_laws / sizeof named_laws[0], NAMES_MAX = 96 };

const char *readout_law_name_at(size_t index)
{
    return index < NAMED_LAWS ? named_laws[index].text : NULL;
}

static enum status refuse(const char *text, const char *why, struct error *err)
{
    char names[NAMES_MAX];
    size_t used = 0;

    for (size_t i = 0; i < NAMED_LAWS && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "",
                                 named_laws[i].text);
    return error_set(err, STATUS_INVALID,
                     "readout: \"%.96s\" %s; choose %s or atoms:v1@p1,v2@p2,... with sum p = 1 and "
                     "sum p v^2 = 1",
                     text, why, names);
}

/* Inserts an atom where the values stay in increasing order. */
static void insert_atom(struct readout_law *law, double value, double probability)
{
    size_t i = law->atoms++;

    for (; i > 0 && law->value[i - 1] > value; i--) {
        law->value[i] = law->value[i - 1];
        law->probability[i] = law->probability[i - 1];
    }
    law->value[i] = value;
    law->probability[i] = probability;
}

/* Returns NULL, or what is wrong with "v1@p1,v2@p2,...". */
static const char *read_atoms(struct readout_law *law, const char *text)
{
    for (const char *at = text;; at++) {
        char *end;
        const double value = strtod(at, &end);

        if (end == at || *end != '@' || !isfinite(value))
            return "has an atom that is not v@p";
        at = end + 1;

        const double probability = strtod(at, &end);

        if (end == at || (*end && *end != ','))
            return "has an atom that is not v@p";
        if (!(probability > 0.0 && probability <= 1.0))
            return "has a probability outside (0, 1]";
        if (law->atoms == READOUT_ATOMS_MAX)
            return "has more than 16 atoms";
        insert_atom(law, value, probability);
        at = end;
        if (!*at)
            return NULL;
    }
}

/* Checks the sums, then scales the probabilities to a sum of exactly 1. */
static enum status settle_sums(struct readout_law *law, const char *text, struct error *err)
{
    double sum = 0.0;
    double square = 0.0;
    char why[96];

    for (size_t i = 0; i < law->atoms; i++) {
        if (i > 0 && law->value[i] == law->value[i - 1])
            return refuse(text, "has the same value twice", err);
        sum += law->probability[i];
        square += law->probability[i] * law->value[i] * law->value[i];
    }
    if (fabs(sum - 1.0) > sum_tolerance) {
        snprintf(why, sizeof why, "has sum p = %.8g", sum);
        return refuse(text, why, err);
    }
    if (fabs(square - 1.0) > sum_tolerance) {
        snprintf(why, sizeof why, "has sum p v^2 = %.8g", square);
        return refuse(text, why, err);
    }
    for (size_t i = 0; i < law->atoms; i++)
        law->probability[i] /= sum;
    return STATUS_OK;
}

enum status readout_law_parse(struct readout_law *out, const char *text, struct error *err)
{
    static const char prefix[] = "atoms:";
    struct readout_law law = {.kind = READOUT_ATOMS};

    for (size_t i = 0; i < NAMED_LAWS; i++) {
        if (strcmp(text, named_laws[i].text) == 0) {
            *out = named_laws[i];
            return STATUS_OK;
        }
    }
    if (strncmp(text, prefix, strlen(prefix)) != 0)
        return refuse(text, "is not known", err);
    if (strlen(text) >= sizeof law.text)
        return refuse(text, "is too long (95 characters)", err);

    const char *problem = read_atoms(&law, text + strlen(prefix));

    if (problem)
        return refuse(text, problem, err);
    snprintf(law.text, sizeof law.text, "%s", text);

    const enum status status = settle_sums(&law, text, err);

    if (status == STATUS_OK)
        *out = law;
    return status;
}

/* F^-1(u): the least v with F(v) >= u. */
static double quantile(const struct readout_law *law, double u)
{
    double below = 1e-12; /* sums of probabilities are rounded; ties count as reached */

    switch (law->kind) {
    case READOUT_UNIFORM:
        return sqrt(3.0) * (2.0 * u - 1.0);
    case READOUT_GAUSSIAN:
        return gsl_cdf_ugaussian_Pinv(u);
    case READOUT_ATOMS:
        break;
    }
    for (size_t i = 0; i + 1 < law->atoms; i++) {
        below += law->probability[i];
        if (u <= below)
            return law->value[i];
    }
    return law->value[law->atoms - 1];
}

/*
 * Scales v to mean square 1. One neuron at the centre of its law has v = 0, which no scale mends:
 * it gets 1.
 */
static void rescale(double v[], size_t k)
{
    double square = 0.0;

    for (size_t i = 0; i < k; i++)
        square += v[i] * v[i];
    for (size_t i = 0; i < k; i++)
        v[i] = square > 0.0 ? v[i] * sqrt((double)k / square) : 1.0;
}

void readout_law_fill(const struct readout_law *law, double v[], size_t k)
{
    for (size_t i = 0; i < k; i++)
        v[i] = quantile(law, ((double)i + 0.5) / (double)k);
    rescale(v, k);
}

void readout_law_draw(const struct readout_law *law, struct rng rng, double v[], size_t k)
{
    uint32_t words[4] = {0};

    for (size_t i = 0; i < k; i++) {
        if (i % 4 == 0)
            rng_words(rng, 0, (uint32_t)(i / 4), words);
        v[i] = quantile(law, ((double)words[i % 4] + 0.5) * 0x1p-32);
    }
    rescale(v, k);
}
