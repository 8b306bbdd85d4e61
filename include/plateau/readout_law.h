/*
 * channel: the law of the readouts v, with E v^2 = 1, and its deterministic sample. Any thread may
 * call these functions; they are pure.
 */
#ifndef PLATEAU_READOUT_LAW_H
#define PLATEAU_READOUT_LAW_H

#include <stddef.h>

#include "plateau/rng.h"
#include "plateau/status.h"

enum { READOUT_ATOMS_MAX = 16 };

enum readout_kind { READOUT_ATOMS, READOUT_UNIFORM, READOUT_GAUSSIAN };

/* Plain data. The atoms stand in order of increasing value; their probabilities add up to 1. */
struct readout_law {
    enum readout_kind kind;
    char text[96]; /* as written in the preset */
    size_t atoms;
    double value[READOUT_ATOMS_MAX];
    double probability[READOUT_ATOMS_MAX];
};

/** Returns the name of a law by its place in the menus; NULL past the end. */
const char *readout_law_name_at(size_t index);

/**
 * Reads a name from that list, or atoms:v1@p1,v2@p2,...; checks sum p = 1 and E v^2 = 1 to 1e-6.
 */
enum status readout_law_parse(struct readout_law *out, const char *text, struct error *err);

/** Fills v [k] with v_i = F^-1((i + 1/2) / k), rescaled to mean square 1. */
void readout_law_fill(const struct readout_law *law, double v[], size_t k);

/** Fills v [k] with independent draws from row 0 of rng, rescaled to mean square 1. */
void readout_law_draw(const struct readout_law *law, struct rng rng, double v[], size_t k);

#endif
