/*
 * core: the activation sigma of a hidden layer. One file per activation, one line in
 * src/core/registry.def. Definitions and normalisations: src/core/README.md. Any thread; pure
 * functions of immutable tables.
 *
 * Accuracy: largest errors of float32 values and slopes on [-12, 12], absolute, without the factor.
 * All sets that fuse (plateau/simd.h) give the same bits; plain is stated where it is worse.
 *
 *              value                  slope
 *   relu       0                      0
 *   tanh       9e-8                   1.8e-7
 *   tanh2      1.9e-7                 4.5e-7
 *   tanh2c     4.9e-7 on [-3, 3],     1.24e-6;   a difference of terms that grow as 2.3 z
 *              2.2e-6 on [-12, 12];   1.3e-7 from |z| = 6 on
 *              plain: 8.5e-7, 3e-6
 *   erf        1.7e-7; plain: 1.9e-7  1.4e-7
 *   elu        4.1e-8                 5.1e-8
 *   others     polynomials of degree m: (2 m + 1) 2^-24 sum_l |c_l| H_l(|z|) / l! at most, where
 *              H_l is He_l with every sign a plus; slopes the same with H_l'
 */
#ifndef PLATEAU_ACTIVATION_H
#define PLATEAU_ACTIVATION_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/simd.h"
#include "plateau/status.h"

enum { ACTIVATION_NAME_MAX = 16, ACTIVATION_TERMS_MAX = 16, ACTIVATION_TEXT_MAX = 96 };

enum activation_parity { ACTIVATION_MIXED, ACTIVATION_ODD, ACTIVATION_EVEN };

/*
 * Plain data, copied freely: "0.5*relu" or "hermite:0,1,0.3". sigma(z) = factor * f(z), f the
 * function of that name. Only activation_parse fills it.
 */
struct activation {
    char name[ACTIVATION_NAME_MAX]; /* spelling in presets, before a ':' */
    double factor;
    size_t terms; /* Hermite polynomials only: f = sum_l coefficient[l] He_l(z) / l! */
    double coefficient[ACTIVATION_TERMS_MAX];
    float power[ACTIVATION_TERMS_MAX]; /* follows from them: f = sum_j power[j] z^j, j < terms */
};

/** Reads [FACTOR*]NAME[:c0,c1,...]; on STATUS_INVALID the text lists the valid names. */
enum status activation_parse(struct activation *out, const char *text, struct error *err);

/** Writes a text that activation_parse reads. */
void activation_format(const struct activation *activation, char *out, size_t size);

enum activation_parity activation_parity(const struct activation *activation);
bool activation_has_kernel(const struct activation *activation);

/**
 * Computes value [n] = sigma(z) and slope [n] = d sigma / dz in float32. slope may be NULL; slope
 * may be z, and so may value when slope is NULL. An entry of value or slope depends on the same
 * entry of z alone; its bits are those of the instruction set (plateau/simd.h).
 */
void activation_apply(const struct activation *activation, enum simd simd, const float z[],
                      float value[], float slope[], size_t n);

/** Returns sigma(z) in float64: the definition. */
double activation_value(const struct activation *activation, double z);

/**
 * Returns kap(a, b, c) = E[sigma(u) sigma(w)], u, w centred Gaussian with variances a, b,
 * covariance c. Call it only where activation_has_kernel. src/observe/README.md, eq. (1)-(5).
 */
double activation_kernel(const struct activation *activation, double a, double b, double c);

/**
 * Return the name and the formula (for people) of each, in the order of listings; NULL past the
 * end.
 */
const char *activation_name_at(size_t index);
const char *activation_formula_at(size_t index);

#endif
