/*
 * theory, private: a matrix channel beside weights, for the solvers of one and two layers. The
 * overlaps say as much about the matrix as a measurement at signal-to-noise ratio tau; the data add
 * `hat` to tau.
 */
#ifndef PLATEAU_THEORY_COUPLING_H
#define PLATEAU_THEORY_COUPLING_H

#include "plateau/mmse.h"

/** Returns tau with mmse(tau) = left; 0 when mmse is NULL. */
double coupling_tau(const struct mmse *mmse, double left);

/**
 * Returns A = [mmse(tau) - mmse(tau + hat)] / (-mmse'(tau)), from left = mmse(tau); hat when mmse
 * is NULL.
 */
double coupling_pull(const struct mmse *mmse, double tau, double left, double hat);

#endif
