/*
 * theory, private: the predictions of dynamics.def; plateau/dynamics.h describes what each
 * provides.
 */
#ifndef PLATEAU_THEORY_PREDICTORS_H
#define PLATEAU_THEORY_PREDICTORS_H

struct dynamics_ops;

#define DYNAMICS(name) extern const struct dynamics_ops dynamics_##name;
#include "dynamics.def"
#undef DYNAMICS

#endif
