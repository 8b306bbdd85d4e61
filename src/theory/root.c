#include "root.h"

#include <float.h>
#include <math.h>

enum { ROUNDS_MAX = 200 };

/* The bracket of Brent's method: b is best, [b, c] holds the root, a is the b before. */
struct bracket {
    double a, b, c, fa, fb, fc;
    double step, before; /* the last two */
};

/* c always has the other sign than b, and b the smaller value. */
static void bracket_order(struct bracket *k)
{
    if ((k->fb > 0.0) == (k->fc > 0.0)) {
        k->c = k->a;
        k->fc = k->fa;
        k->step = k->before = k->b - k->a;
    }
    if (fabs(k->fc) < fabs(k->fb)) {
        k->a = k->b;
        k->b = k->c;
        k->c = k->a;
        k->fa = k->fb;
        k->fb = k->fc;
        k->fc = k->fa;
    }
}

/* Secant or inverse quadratic interpolation, where it promises more than halving. */
static void bracket_choose(struct bracket *k, double half, double least)
{
    const double s = k->fb / k->fa;
    double p, q;

    k->before = k->before == 0.0 ? half : k->before;
    if (fabs(k->before) < least || fabs(k->fa) <= fabs(k->fb)) {
        k->step = k->before = half;
        return;
    }
    if (k->a == k->c) {
        p = 2.0 * half * s;
        q = 1.0 - s;
    } else {
        const double t = k->fa / k->fc, r = k->fb / k->fc;
        p = s * (2.0 * half * t * (t - r) - (k->b - k->a) * (r - 1.0));
        q = (t - 1.0) * (r - 1.0) * (s - 1.0);
    }
    q = p > 0.0 ? -q : q;
    p = fabs(p);
    if (2.0 * p < fmin(3.0 * half * q - fabs(least * q), fabs(k->before * q))) {
        k->before = k->step;
        k->step = p / q;
    } else {
        k->step = k->before = half;
    }
}

double root_between(scalar_function *f, void *context, double lo, double hi, double tolerance)
{
    struct bracket k = {.a = lo, .b = hi, .fa = f(context, lo), .fb = f(context, hi)};

    if ((k.fa > 0.0) == (k.fb > 0.0) && k.fa != 0.0 && k.fb != 0.0)
        return fabs(k.fa) < fabs(k.fb) ? lo : hi;
    k.c = k.a;
    k.fc = k.fa;
    k.step = k.before = k.b - k.a;
    for (int i = 0; i < ROUNDS_MAX; i++) {
        bracket_order(&k);
        const double least = 2.0 * DBL_EPSILON * fabs(k.b) + 0.5 * tolerance;
        const double half = 0.5 * (k.c - k.b);
        if (fabs(half) <= least || k.fb == 0.0)
            break;
        bracket_choose(&k, half, least);
        k.a = k.b;
        k.fa = k.fb;
        k.b += fabs(k.step) > least ? k.step : copysign(least, half);
        k.fb = f(context, k.b);
    }
    return k.b;
}

double minimum_between(scalar_function *f, void *context, double lo, double hi, double tolerance)
{
    static const double golden = 0.6180339887498949; /* (sqrt 5 - 1) / 2 */
    double left = hi - golden * (hi - lo), right = lo + golden * (hi - lo);
    double at_left = f(context, left), at_right = f(context, right);

    for (int i = 0; i < ROUNDS_MAX && hi - lo > tolerance; i++) {
        if (at_left < at_right) {
            hi = right;
            right = left;
            at_right = at_left;
            left = hi - golden * (hi - lo);
            at_left = f(context, left);
        } else {
            lo = left;
            left = right;
            at_left = at_right;
            right = lo + golden * (hi - lo);
            at_right = f(context, right);
        }
    }
    return 0.5 * (lo + hi);
}
