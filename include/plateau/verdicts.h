/*
 * judge: what the measurements of a run mean so far. Plain data that the two folds of
 * plateau/course.h fill, and the words for it. NaN means "not available". Any thread.
 */
#ifndef PLATEAU_VERDICTS_H
#define PLATEAU_VERDICTS_H

#include "plateau/measurement.h"

enum until { UNTIL_NONE, UNTIL_PLATEAU, UNTIL_ESCAPE, UNTIL_SPECIALISED, UNTIL_CONVERGED };

/* What a measurement changed; a set. */
enum news {
    NEWS_PLATEAU = 1 << 0, /* announced now; it began earlier */
    NEWS_LEFT = 1 << 1,
    NEWS_ESCAPE = 1 << 2,
    NEWS_PASSAGE = 1 << 3,    /* eps passed the middle between the branches of the theory */
    NEWS_STANDSTILL = 1 << 4, /* the chain accepts nothing; said once since the last change */
    NEWS_STRAINED = 1 << 5,   /* the weights grow far beyond the teacher's; said once, too */
    NEWS_DIVERGED = 1 << 6,
    NEWS_NISHIMORI = 1 << 7, /* of the jury: the verdict is another ok or off */
    NEWS_FOUND = 1 << 8,     /* << l: of layer l now for the first time half, or all, are found */
};

/* Why a replica has diverged. */
enum breach {
    BREACH_NONE,
    BREACH_NOT_FINITE,
    BREACH_TRAIN,   /* the training error exploded */
    BREACH_WEIGHTS, /* the weights of a sampler left its prior */
};

/* A mean and its standard error. */
struct figure {
    double mean, se;
};

enum { PLATEAUS_MAX = 16 };

/* Drift is the change of the error per decade of gradients since the last restart. */
struct plateau {
    uint64_t start, end; /* steps; end is the last flat one so far while open */
    double start_gradients, end_gradients;
    double decades;         /* its length, log10 of the gradients since the last restart */
    double level, level_se; /* median of the block means about its drift, at its middle */
    double drift, drift_se; /* in units of the error */
    double confidence;      /* probability that the slope is flat, by its standard error */
    bool open;
};

struct escape {
    bool found;
    uint64_t step; /* of the first point below .8 of the level that is followed by others */
    double gradients;
};

/* How steep an error is by now: d ln error / d ln t over the newest blocks. */
struct steepness {
    double decades; /* how far they reach: half a decade, less at first */
    double slope, slope_se;
};

/* The first passage of a level. */
struct passage {
    double level;
    bool rising; /* passed upwards */
    bool before; /* a point was on the side where it comes from, or at the level */
    bool found;
    uint64_t step; /* of the first point beyond the level */
    double gradients;
};

enum nishimori_verdict {
    NISHIMORI_NONE, /* not asked yet */
    NISHIMORI_EARLY,
    NISHIMORI_OK,
    NISHIMORI_OFF,
};

/* A plateau held against the theory of its time. */
struct naming {
    char branch[SHORT_NAME_BYTES]; /* of the nearest error; empty: no theory */
    bool is_near;                  /* within a quarter of it; else the plateau is on no branch */
    double eps;                    /* of that branch */
    double excess, sigmas;         /* level / eps - 1; level - eps in standard errors */
    /* Of the run while the plateau lasted: ok speaks for a metastable equilibrium. */
    enum nishimori_verdict nishimori;
};

/* When it happened; NaN gradients: not yet. */
struct moment {
    double gradients;
    uint64_t step;
};

/* The found neurons of one hidden layer. */
struct lock_on {
    size_t neurons, locked;
    size_t judged;                  /* of how many it could be told, by the newest measurement */
    struct moment first, half, all; /* the first of them, half (rounded up), and all */
};

/* What was found of one replica's course. */
struct findings {
    enum breach breach;
    bool reached; /* what --until asks for; stays true */
    size_t plateaus;
    struct plateau plateau[PLATEAUS_MAX];
    struct naming naming[PLATEAUS_MAX];
    struct escape escape;
    bool has_floor; /* the last level was reached; that is no plateau */
    struct plateau floor;
    struct steepness steepness; /* of eps by now; 0 decades: not known yet */
    struct passage passage;     /* of the geometric mean of universal and specialised eps, down */
    struct lock_on lock_on[DEPTH_MAX]; /* of the teacher's neurons, layer by layer */
};

enum { CHAIN_LAGS = 16 };

/* What the windows of some chains say together; NaN below 8 points each. */
struct mixing {
    size_t points;   /* of each chain */
    double mean, se; /* of all of them; se = sqrt(variance / ess) */
    double variance; /* within and between chains */
    double rhat;     /* split: 1 when all halves of all chains agree; infinite for frozen ones */
    double ess;      /* of all of them together */
    double clock;    /* what these points took, all windows together */
};

/* How long the windows remember, by the correlations that ess is made of. */
struct autocorrelation {
    size_t step;            /* points from one lag to the next; 0: nothing is known */
    double clock;           /* the same on the clock, in the mean over the windows */
    double rho[CHAIN_LAGS]; /* at lags 0, step, 2 step, ..; NaN from half a window on */
};

/* The Nishimori identities. */
struct nishimori {
    enum nishimori_verdict verdict;
    struct figure residual; /* 1: train / Delta */
    struct figure distance; /* 1: student-student over student-teacher distance */
    struct figure overlap;  /* 0: student-student minus student-teacher overlap */
    double ess;             /* effective samples: the least of the series behind them */
};

enum agreement {
    AGREEMENT_NONE,   /* the run or the theory has no such number */
    AGREEMENT_EARLY,  /* few effective samples: it drifts, or has not lasted */
    AGREEMENT_CHANCE, /* theory is at or below what aligning unrelated weights gives */
    AGREEMENT_AGREES,
    AGREEMENT_DIFFERS,
};

/* A mean over a run held against the theory. */
struct standing {
    enum agreement verdict;
    struct figure run; /* mean over the window, its standard error; NaN: of a constant */
    double theory;
    double excess, excess_se; /* run / theory - 1 */
    double sigmas;            /* run - theory, in standard errors */
};

/* eps and every order parameter */
#define SERIES(identifier, family, column, title) +(SERIES_OF_##family == SERIES_OF_ORDER)
enum {
    COMPARED_MAX = 1
#include "plateau/series.def"
};
#undef SERIES

/* A replica held against a branch of the theory. */
struct versus {
    char branch[SHORT_NAME_BYTES];    /* empty: no branch */
    struct standing at[COMPARED_MAX]; /* of versus_series(i) */
};

enum twins_verdict {
    TWINS_NONE,  /* all start alike, or no sampler runs */
    TWINS_EARLY, /* few effective samples, as in a drift */
    TWINS_EQUAL, /* within 3 standard errors */
    TWINS_APART,
};

/* Replica 0 and the first that starts another way, one of them from the teacher, say, on the same
 * data: where their mean eps agree, that is equilibrium. */
struct twins {
    enum twins_verdict verdict;
    size_t replica;           /* the other one; 0: all start alike */
    double excess, excess_se; /* its eps over that of replica 0, - 1 */
    double sigmas;            /* their difference in standard errors */
};

/* Of all replicas, over the second half of the time since the last change
 * (src/observe/README.md). */
struct health {
    bool reached;         /* --until converged, of samplers */
    struct mixing eps, q; /* samplers, over all replicas; NaN for optimisers and at first */
    struct autocorrelation memory; /* of eps, samplers */
    struct nishimori nishimori;
    struct twins twins;
    struct versus nearest[REPLICAS_MAX]; /* against the branch of the nearest error */
    struct versus optimal[REPLICAS_MAX]; /* against that of the largest free entropy */
};

/* Of a whole run. */
struct verdicts {
    struct findings found[REPLICAS_MAX];
    struct health health; /* judged when the time since the last change has grown by 1/16 */
};

/** Before the first measurement. */
void verdicts_init(struct verdicts *verdicts);

/** Whether --until is reached, by whichever replica was first, or by all samplers together. */
bool verdicts_reached(const struct verdicts *verdicts);

/** How --until spells it; empty for UNTIL_NONE. */
const char *until_name(enum until until);

/** Why a replica has diverged, in words; NULL for BREACH_NONE. */
const char *breach_why(enum breach breach);

/** `ok`, `off`, `too early`; empty for NISHIMORI_NONE. */
const char *nishimori_word(enum nishimori_verdict verdict);

/** The identities in words, for an event. */
void nishimori_format(const struct nishimori *nishimori, char *text, size_t size);

/** `agrees`, `differs`, `at chance`, `too early`; empty for AGREEMENT_NONE. */
const char *agreement_word(enum agreement verdict);

/** `equal`, `apart`, `too early`; empty for TWINS_NONE. */
const char *twins_word(enum twins_verdict verdict);

/** The observable that entry i < COMPARED_MAX of a versus is about. */
enum series versus_series(size_t i);

/** "layer 2: half of the neurons found, 15/30"; `layer` from 0, of so many. */
void lock_on_format(const struct lock_on *found, size_t layer, size_t layers, char *text,
                    size_t size);

#endif
