/* theory, private: roots and minima of functions of one variable. */
#ifndef PLATEAU_THEORY_ROOT_H
#define PLATEAU_THEORY_ROOT_H

typedef double scalar_function(void *context, double x);

/**
 * The root of f between lo and hi, where f has two signs; Brent's method. When it has only one
 * sign, the end that is nearer to zero.
 * tolerance  on x, absolute; doubles' own spacing is added to it.
 */
double root_between(scalar_function *f, void *context, double lo, double hi, double tolerance);

/** Where f is smallest in (lo, hi): golden section, to `tolerance` on x. f has one minimum there.
 */
double minimum_between(scalar_function *f, void *context, double lo, double hi, double tolerance);

#endif
