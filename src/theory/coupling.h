/*
 * theory, private: a matrix channel beside weights, as the solvers of one and two layers have it.
 * The overlaps say of the matrix what a measurement at signal-to-noise ratio tau would; the data
 * add `hat` to that.
 */
#ifndef PLATEAU_THEORY_COUPLING_H
#define PLATEAU_THEORY_COUPLING_H

#include "plateau/mmse.h"

/** tau with mmse(tau) = left; 0 when mmse is NULL. */
double coupling_tau(const struct mmse *mmse, double left);

/**
 * A = [mmse(tau) - mmse(tau + hat)] / (-mmse'(tau)), from left = mmse(tau); hat when mmse is NULL.
 */
double coupling_pull(const struct mmse *mmse, double tau, double left, double hat);

#endif
