#include "plateau/activation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "polynomial.h"
#include "registry.h"

static const struct activation_ops *const activations[] = {
#define ACTIVATION(name) &activation_##name,
#include "registry.def"
#undef ACTIVATION
};

enum { ACTIVATIONS = sizeof activations / sizeof activations[0] };

const char *activation_name_at(size_t index)
{
    return index < ACTIVATIONS ? activations[index]->name : NULL;
}

const char *activation_formula_at(size_t index)
{
    return index < ACTIVATIONS ? activations[index]->formula : NULL;
}

/* Writes "relu, tanh, ...", for refusals. */
static const char *names_list(char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < ACTIVATIONS && used < size; i++) {
        used +=
            (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", activations[i]->name);
    }
    return out;
}

static enum status refuse(const char *text, const char *why, struct error *err)
{
    char names[160];

    return error_set(
        err, STATUS_INVALID,
        "activation: \"%.*s\" %s; choose one of %s:c0,c1,...; a factor may precede, as "
        "in 0.5*relu",
        ACTIVATION_TEXT_MAX - 1, text, why, names_list(names, sizeof names));
}

static const struct activation_ops *find(const char *name)
{
    for (size_t i = 0; i < ACTIVATIONS; i++)
        if (activations[i]->name[0] == name[0] && strcmp(activations[i]->name, name) == 0)
            return activations[i];
    return NULL;
}

/* Returns the functions of a parsed activation. */
static const struct activation_ops *ops_of(const struct activation *activation)
{
    const struct activation_ops *ops = find(activation->name);

    if (!ops)
        fatal("activation \"%.*s\" is not in the registry", ACTIVATION_NAME_MAX, activation->name);
    return ops;
}

/* Returns NULL, or what is wrong with "c0,c1,...". */
static const char *read_terms(struct activation *out, const char *text)
{
    const char *at = text;
    bool all_zero = true;

    for (;; at++) {
        char *end;
        const double coefficient = strtod(at, &end);

        if (end == at || !isfinite(coefficient) || (*end && *end != ','))
            return "has something other than numbers c0,c1,...";
        if (out->terms == ACTIVATION_TERMS_MAX)
            return "has more than 16 coefficients";
        out->coefficient[out->terms++] = coefficient;
        all_zero = all_zero && coefficient == 0.0;
        at = end;
        if (!*at)
            return all_zero ? "is zero everywhere" : NULL;
    }
}

/* Returns NULL, or what is wrong with "NAME[:c0,c1,...]". */
static const char *read_function(struct activation *out, const char *text)
{
    const size_t length = strcspn(text, ":");
    const bool has_terms = text[length] == ':';

    if (length >= sizeof out->name)
        return "is not known";
    memcpy(out->name, text, length); /* *out is zero */
    const struct activation_ops *ops = find(out->name);
    if (!ops)
        return "is not known";
    if (ops == &activation_hermite)
        return has_terms ? read_terms(out, text + length + 1) : "needs its coefficients";
    out->terms = ops->terms;
    for (size_t l = 0; l < ops->terms; l++)
        out->coefficient[l] = ops->coefficient[l];
    return has_terms ? "takes no coefficients" : NULL;
}

enum status activation_parse(struct activation *out, const char *text, struct error *err)
{
    const char *star = strchr(text, '*');
    struct activation read = {.factor = 1.0};

    if (star) {
        char *end;

        read.factor = strtod(text, &end);
        if (end == text || end != star || !isfinite(read.factor) || read.factor == 0.0)
            return refuse(text, "has a factor that is not a number other than 0", err);
    }

    const char *problem = read_function(&read, star ? star + 1 : text);

    if (problem)
        return refuse(text, problem, err);
    polynomial_expand(&read);
    *out = read;
    return STATUS_OK;
}

/* Writes as much as fits at out + used. Returns the length of the whole text. */
static size_t append_text(char *out, size_t size, size_t used, const char *text)
{
    const size_t left = used < size ? size - used : 0;

    return used + (size_t)snprintf(left ? out + used : NULL, left, "%s", text);
}

/* Writes the fewest digits that read back as x. */
static size_t append_number(char *out, size_t size, size_t used, double x)
{
    char text[32];
    int digits = 1;

    do {
        snprintf(text, sizeof text, "%.*g", digits, x);
    } while (strtod(text, NULL) != x && ++digits <= 17);
    return append_text(out, size, used, text);
}

void activation_format(const struct activation *activation, char *out, size_t size)
{
    size_t used = 0;

    if (activation->factor != 1.0) {
        used = append_number(out, size, used, activation->factor);
        used = append_text(out, size, used, "*");
    }
    used = append_text(out, size, used, activation->name);
    if (ops_of(activation) != &activation_hermite)
        return;
    for (size_t l = 0; l < activation->terms; l++) {
        used = append_text(out, size, used, l ? "," : ":");
        used = append_number(out, size, used, activation->coefficient[l]);
    }
}

enum activation_parity activation_parity(const struct activation *activation)
{
    bool even = false;
    bool odd = false;

    if (activation->terms == 0)
        return ops_of(activation)->parity;
    for (size_t l = 0; l < activation->terms; l++) {
        const bool present = activation->coefficient[l] != 0.0;

        even = even || (present && l % 2 == 0);
        odd = odd || (present && l % 2 == 1);
    }
    if (even == odd)
        return ACTIVATION_MIXED;
    return odd ? ACTIVATION_ODD : ACTIVATION_EVEN;
}

bool activation_has_kernel(const struct activation *activation)
{
    return ops_of(activation)->kernel != NULL;
}

static void multiply(double factor, float x[], size_t n)
{
    const float by = (float)factor;

    for (size_t i = 0; i < n; i++)
        x[i] *= by;
}

void activation_apply(const struct activation *activation, enum simd simd, const float z[],
                      float value[], float slope[], size_t n)
{
    const enum simd set = simd == SIMD_BEST ? simd_best() : simd;

    ops_of(activation)->maps[set](activation, z, value, slope, n);
    if (activation->factor == 1.0)
        return;
    multiply(activation->factor, value, n);
    if (slope)
        multiply(activation->factor, slope, n);
}

double activation_value(const struct activation *activation, double z)
{
    return activation->factor * ops_of(activation)->value(activation, z);
}

double activation_kernel(const struct activation *activation, double a, double b, double c)
{
    const double factor = activation->factor;

    return factor * factor * ops_of(activation)->kernel(activation, a, b, c);
}
