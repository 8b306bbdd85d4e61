/* tests: random numbers that share nothing with those of the program. */
#ifndef PLATEAU_TESTS_DEVIATES_H
#define PLATEAU_TESTS_DEVIATES_H

#include <math.h>
#include <stdint.h>

struct deviates {
    uint64_t state;
};

static inline struct deviates deviates_of(uint64_t seed)
{
    return (struct deviates){seed * 0xD1342543DE82EF95ULL};
}

static inline double draw(struct deviates *s)
{
    s->state += 0x9E3779B97F4A7C15ULL;
    uint64_t z = s->state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return ((double)((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

static inline double between(struct deviates *s, double low, double high)
{
    return low + (high - low) * draw(s);
}

static inline double log_between(struct deviates *s, double low, double high)
{
    return low * pow(high / low, draw(s));
}

static inline double gauss(struct deviates *s)
{
    const double radius = sqrt(-2.0 * log(draw(s)));

    return radius * cos(6.283185307179586 * draw(s));
}

#endif
