/*
 * judge: what the measurements of a run mean so far. Plain data that the two folds of
 * plateau/course.h fill, and the words for it. NaN means "not available". Any thread.
 */
#ifndef PLATEAU_VERDICTS_H
#define PLATEAU_VERDICTS_H

#include "plateau/measurement.h"

enum until { UNTIL_NONE, UNTIL_PLATEAU, UNTIL_ESCAPE, UNTIL_SPECIALISED, UNTIL_CONVERGED };

/* The changes that a measurement made; a set. */
enum news {
    NEWS_PLATEAU = 1 << 0, /* announced now; the plateau began earlier */
    NEWS_LEFT = 1 << 1,
    NEWS_ESCAPE = 1 << 2,
    NEWS_PASSAGE = 1 << 3,    /* eps passed the middle between the branches of the theory */
    NEWS_STANDSTILL = 1 << 4, /* the chain accepts nothing; at most once between two changes */
    NEWS_STRAINED = 1 << 5,   /* the weights grow far beyond the teacher's; at most once, too */
    NEWS_DIVERGED = 1 << 6,
    NEWS_NISHIMORI = 1 << 7, /* by the jury: the verdict changed to ok or off */
    NEWS_FOUND = 1 << 8, /* << l: for the first time half, or all, neurons of layer l are found */
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

/* The present slope of an error: d ln error / d ln t over the newest blocks. */
struct steepness {
    double decades; /* how far the blocks reach: half a decade, less at first */
    double slope, slope_se;
};

/* The first passage of a level. */
struct passage {
    double level;
    bool rising; /* passed upwards */
    bool before; /* a point lay on the side from which the passage comes, or at the level */
    bool found;
    uint64_t step; /* of the first point beyond the level */
    double gradients;
};

enum nishimori_verdict {
    NISHIMORI_NONE, /* not judged yet */
    NISHIMORI_EARLY,
    NISHIMORI_OK,
    NISHIMORI_OFF,
};

/* A plateau compared with the theory of its time. */
struct naming {
    char branch[SHORT_NAME_BYTES]; /* of the nearest error; empty without theory */
    bool is_near;          /* within a quarter of that error; else the plateau is on no branch */
    double eps;            /* of that branch */
    double excess, sigmas; /* level / eps - 1; level - eps in standard errors */
    /* Of the run while the plateau lasted: ok speaks for a metastable equilibrium. */
    enum nishimori_verdict nishimori;
};

/* The time of an event; NaN gradients: not yet. */
struct moment {
    double gradients;
    uint64_t step;
};

/* The found neurons of one hidden layer. */
struct found_neurons {
    size_t neurons, found;
    size_t judged; /* how many neurons could be told from chance by the newest measurement */
    struct moment first, half, all; /* the first of them, half (rounded up), and all */
};

/* The findings about one replica's course. */
struct findings {
    enum breach breach;
    bool reached; /* the goal of --until; stays true */
    size_t plateaus;
    struct plateau plateau[PLATEAUS_MAX];
    struct naming naming[PLATEAUS_MAX];
    struct escape escape;
    bool has_floor; /* the last level was reached; a floor is not a plateau */
    struct plateau floor;
    struct steepness steepness; /* present slope of eps; 0 decades: not known yet */
    struct passage passage;     /* of the geometric mean of universal and specialised eps, down */
    struct found_neurons neurons[DEPTH_MAX]; /* of the teacher's neurons, layer by layer */
};

enum { CHAIN_LAGS = 16 };

/* Mixing of the windows of some chains, taken together; NaN below 8 points each. */
struct mixing {
    size_t points;   /* of each chain */
    double mean, se; /* of all points; se = sqrt(variance / ess) */
    double variance; /* within and between chains */
    double rhat;     /* split: 1 when all halves of all chains agree; infinite for frozen ones */
    double ess;      /* of all chains together */
    double clock;    /* clock that these points span, all windows together */
};

/* How long the windows remember, by the correlations that enter ess. */
struct autocorrelation {
    size_t step;            /* points from one lag to the next; 0: nothing is known */
    double clock;           /* the same on the clock, averaged over the windows */
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
    AGREEMENT_EARLY,  /* few effective samples: the mean drifts, or the window is short */
    AGREEMENT_CHANCE, /* theory is at or below the value that aligning unrelated weights gives */
    AGREEMENT_AGREES,
    AGREEMENT_DIFFERS,
};

/* A mean over a run compared with the theory. */
struct deviation {
    enum agreement verdict;
    struct figure run; /* mean over the window, its standard error; NaN for a constant */
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

/* A replica compared with a branch of the theory. */
struct against_theory {
    char branch[SHORT_NAME_BYTES];     /* empty: no branch */
    struct deviation at[COMPARED_MAX]; /* of against_theory_series(i) */
};

enum twins_verdict {
    TWINS_NONE,  /* all replicas start alike, or the learner is not a sampler */
    TWINS_EARLY, /* few effective samples, as in a drift */
    TWINS_EQUAL, /* within 3 standard errors */
    TWINS_APART,
};

/*
 * Replica 0 and the first replica that starts another way (one of them from the teacher, for
 * example), on the same data: at equilibrium their mean eps agree.
 */
struct twins {
    enum twins_verdict verdict;
    size_t replica;           /* the other one; 0: all start alike */
    double excess, excess_se; /* its eps over that of replica 0, - 1 */
    double sigmas;            /* their difference in standard errors */
};

/*
 * Verdicts over all replicas, over the second half of the time since the last change
 * (src/observe/README.md).
 */
struct health {
    bool reached;         /* --until converged, of samplers */
    struct mixing eps, q; /* samplers, over all replicas; NaN for optimisers and at first */
    struct autocorrelation memory; /* of eps, samplers */
    struct nishimori nishimori;
    struct twins twins;
    struct against_theory nearest[REPLICAS_MAX]; /* against the branch of the nearest error */
    struct against_theory optimal[REPLICAS_MAX]; /* against that of the largest free entropy */
};

/* The verdicts on a whole run. */
struct verdicts {
    struct findings found[REPLICAS_MAX];
    struct health health; /* judged when the time since the last change has grown by 1/16 */
};

/** Sets the verdicts before the first measurement. */
void verdicts_init(struct verdicts *verdicts);

/**
 * Returns whether --until is reached, by the first replica that reaches it, or by all samplers
 * together.
 */
bool verdicts_reached(const struct verdicts *verdicts);

/** Returns the spelling of --until; empty for UNTIL_NONE. */
const char *until_name(enum until until);

/** Returns why a replica has diverged, in words; NULL for BREACH_NONE. */
const char *breach_why(enum breach breach);

/** Returns `ok`, `off`, `too early`; empty for NISHIMORI_NONE. */
const char *nishimori_word(enum nishimori_verdict verdict);

/** Writes the identities in words, for an event. */
void nishimori_format(const struct nishimori *nishimori, char *text, size_t size);

/** Returns `agrees`, `differs`, `at chance`, `too early`; empty for AGREEMENT_NONE. */
const char *agreement_word(enum agreement verdict);

/** Returns `equal`, `apart`, `too early`; empty for TWINS_NONE. */
const char *twins_word(enum twins_verdict verdict);

/** Returns the observable of entry i < COMPARED_MAX of a comparison. */
enum series against_theory_series(size_t i);

/** Writes "layer 2: half of the neurons found, 15/30"; `layer` from 0, of so many. */
void found_neurons_format(const struct found_neurons *found, size_t layer, size_t layers,
                          char *text, size_t size);

#endif
