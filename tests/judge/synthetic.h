/*
 * tests: generated error curves with plateaus at known places. Shares no code with the detector. A
 * curve is made of straight pieces in ln x over log10 t, from t = 1 on, with rounded corners; on
 * top come spikes and noise.
 */
#ifndef PLATEAU_TESTS_SYNTHETIC_H
#define PLATEAU_TESTS_SYNTHETIC_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "deviates.h"

enum { PIECES_MAX = 24, SPIKES_MAX = 3, TRUTHS_MAX = 3 };

/* Decades, and the slope d ln x / d ln t. */
struct curve_piece {
    double length, slope;
};

struct spike {
    double at, width, height; /* decades, decades, in ln x */
};

/* A plateau that was put there; in log10 t. */
struct curve_truth {
    double start, end;
    double slope;
    bool open; /* the curve ends on it */
};

struct synthetic {
    struct deviates random;
    struct curve_piece piece[PIECES_MAX];
    size_t pieces;
    double rounding; /* width of a corner, decades */
    double offset;   /* ln x at t = 1 */
    struct spike spike[SPIKES_MAX];
    size_t spikes;
    struct curve_truth truth[TRUTHS_MAX];
    size_t truths;
    double length;              /* decades in all */
    double noise, correlation;  /* relative, and of one point with the next */
    double per_decade, unequal; /* points, and how far their distances go apart, 0 to 1 */
    double every;               /* the largest spacing in t */
    double t, deviation;        /* of the newest point */
};

static void add_piece(struct synthetic *s, double length, double slope)
{
    s->piece[s->pieces++] = (struct curve_piece){length, slope};
    s->length += length;
}

/* A change of ln x by way at a slope of that size. */
static void add_way(struct synthetic *s, double way, double slope)
{
    add_piece(s, fabs(way) / slope / log(10.0), way < 0.0 ? -slope : slope);
}

/* From t = 1 to the first plateau, which the first five gradients may not touch. */
static void add_approach(struct synthetic *s)
{
    const double slope = log_between(&s->random, 0.3, 2.0);

    add_piece(s, between(&s->random, 0.95, 1.6), draw(&s->random) < 0.1 ? slope : -slope);
}

/* Sharp, or a power law, or first the one and then the other. */
static void add_way_out(struct synthetic *s)
{
    const double kind = draw(&s->random);

    if (kind < 0.7)
        add_way(s, -between(&s->random, 0.6, 2.0), log_between(&s->random, 2.0, 20.0));
    if (kind > 0.4)
        add_way(s, -between(&s->random, 0.6, 2.0), log_between(&s->random, 0.3, 2.0));
}

/* Overshoots the next level, and comes back to it. */
static void add_overshoot(struct synthetic *s)
{
    const double way =
        between(&s->random, 0.25, 0.5) * (s->piece[s->pieces - 1].slope < 0.0 ? -1.0 : 1.0);
    const double back = between(&s->random, 0.05, 0.2);

    add_way(s, way, log_between(&s->random, 1.0, 10.0));
    add_piece(s, back, -way / back / log(10.0));
}

static void add_plateau(struct synthetic *s)
{
    const double length =
        draw(&s->random) < 0.4 ? between(&s->random, 0.35, 0.6) : between(&s->random, 0.35, 3.0);
    struct curve_truth *truth = &s->truth[s->truths++];

    if (draw(&s->random) < 0.2)
        add_overshoot(s);
    truth->start = s->length;
    truth->slope = between(&s->random, -0.05, 0.05);
    add_piece(s, length, truth->slope);
    truth->end = s->length;
}

/* Power laws, some with a shoulder between them that is too short for a plateau. */
static void add_laws(struct synthetic *s)
{
    const bool falls = s->piece[0].slope < 0.0;

    for (size_t more = 1 + (size_t)(3.0 * draw(&s->random)); more > 0; more--) {
        const double slope = log_between(&s->random, 0.3, 2.0);
        if (draw(&s->random) < 0.3)
            add_piece(s, between(&s->random, 0.03, 0.12), 0.0);
        add_piece(s, between(&s->random, 0.5, 2.0), falls ? -slope : slope);
    }
}

static void add_spikes(struct synthetic *s)
{
    s->spikes = draw(&s->random) < 0.4 ? 1 + (size_t)(SPIKES_MAX * draw(&s->random)) : 0;
    for (size_t i = 0; i < s->spikes; i++)
        s->spike[i] = (struct spike){between(&s->random, 1.0, s->length),
                                     log_between(&s->random, 0.003, 0.03),
                                     log(log_between(&s->random, 1.5, 30.0))};
}

static void add_points(struct synthetic *s)
{
    s->noise = between(&s->random, 0.0, 0.05);
    s->correlation = draw(&s->random) < 0.5 ? 0.0 : 0.9;
    s->per_decade = log_between(&s->random, 40.0, 200.0);
    s->unequal = draw(&s->random) < 0.5 ? 0.0 : between(&s->random, 0.0, 0.9);
    s->every = draw(&s->random) < 0.5 ? HUGE_VAL : pow(10.0, s->length) / 8000.0;
    s->deviation = gauss(&s->random);
    s->t = 1.0;
}

/* A curve with so many plateaus, which the seed makes another. */
static void synthetic_init(struct synthetic *s, size_t plateaus, uint64_t seed)
{
    *s = (struct synthetic){.random = deviates_of(seed)};
    s->offset = between(&s->random, -8.0, 1.0);
    add_approach(s);
    for (size_t i = 0; i < plateaus; i++) {
        add_plateau(s);
        if (i + 1 < plateaus || draw(&s->random) < 0.6)
            add_way_out(s);
        else
            s->truth[i].open = true;
    }
    if (plateaus == 0)
        add_laws(s);
    s->rounding = between(&s->random, 0.002, 0.03);
    add_spikes(s);
    add_points(s);
}

/* ln x without spikes and noise, at log10 t. */
static double synthetic_clean(const struct synthetic *s, double at)
{
    double y = s->offset + log(10.0) * s->piece[0].slope * at, corner = 0.0;

    for (size_t i = 1; i < s->pieces; i++) {
        const double turn = s->piece[i].slope - s->piece[i - 1].slope;
        /* A corner cuts off at most .06 in ln x. */
        const double width = fmin(s->rounding, 0.04 / fabs(turn));
        corner += s->piece[i - 1].length;
        const double z = (at - corner) / width;
        y += log(10.0) * turn * width * (z > 30.0 ? z : log1p(exp(z)));
    }
    return y;
}

/* The next point: false when the curve is over. */
static bool synthetic_next(struct synthetic *s, double *t, double *x)
{
    const double ratio =
        (1.0 + s->unequal * between(&s->random, -1.0, 1.0)) / s->per_decade * log(10.0);

    s->t += fmin(s->t * expm1(ratio), s->every);
    s->deviation = s->correlation * s->deviation +
                   sqrt(1.0 - s->correlation * s->correlation) * gauss(&s->random);
    const double at = log10(s->t);
    double y = synthetic_clean(s, at);
    for (size_t i = 0; i < s->spikes; i++)
        if (at >= s->spike[i].at && at < s->spike[i].at + s->spike[i].width)
            y += s->spike[i].height;
    *t = s->t;
    *x = exp(y) * (1.0 + s->noise * s->deviation);
    return at < s->length;
}

#endif
