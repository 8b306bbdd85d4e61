/* draw: numbers as a person reads them, in few and steady cells. */
#ifndef PLATEAU_TEXT_H
#define PLATEAU_TEXT_H

#include <time.h>

/* Returned by value, so that it can be part of an argument list: text_number(x).at. */
struct text {
    char at[32];
};

/** Writes three digits: ".0142", "3.00", "410", "1.15e-5", "4.10e3"; "-" for NaN. */
struct text text_number(double value);

/** Writes three digits without trailing zeros, for numbers that rarely change: ".0001", "1e-8". */
struct text text_short(double value);

/** Writes enough digits to tell the number from every other: for a bound that one may type. */
struct text text_exact(double value);

/** Writes an overlap with three decimals, since many are near 0: ".040", "1.000"; "-" for NaN. */
struct text text_overlap(double value);

/** Writes a distance in standard errors: "-4.7", "+391"; beyond 999 only ">999"; "-" for NaN. */
struct text text_sigmas(double value);

/** Writes a whole number of at most 6 digits, and three digits beyond: "67500", "4.10e7". */
struct text text_count(double value);

/** Writes bytes in units of 1000: "35 MB", "1.5 GB". */
struct text text_bytes(double bytes);

/** Writes local wall-clock time, "14:06:58". */
struct text text_time(const struct timespec *wall);

#endif
