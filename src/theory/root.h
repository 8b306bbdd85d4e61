/* theory, private: roots and minima of functions of one variable. */
#ifndef PLATEAU_THEORY_ROOT_H
#define PLATEAU_THEORY_ROOT_H

typedef double scalar_function(void *context, double x);

/**
 * Returns the root of f between lo and hi, where f has two signs; Brent's method. Where f has only
 * one sign, returns the end at which f is nearer to zero.
 *
 * tolerance  on x, absolute; the spacing of doubles is added
 */
double root_between(scalar_function *f, void *context, double lo, double hi, double tolerance);

/**
 * Returns where f is smallest in (lo, hi): golden section, to `tolerance` on x. f has one minimum
 * there.
 */
double minimum_between(scalar_function *f, void *context, double lo, double hi, double tolerance);

#endif
