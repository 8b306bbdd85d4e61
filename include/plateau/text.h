/* draw: numbers as a person reads them, in few and steady cells. */
#ifndef PLATEAU_TEXT_H
#define PLATEAU_TEXT_H

#include <time.h>

/* Returned by value, so that it can stand in an argument list: text_number(x).at. */
struct text {
    char at[32];
};

/** Three digits: ".0142", "3.00", "410", "1.15e-5", "4.10e3"; "-" for NaN. */
struct text text_number(double value);

/** The same without trailing zeros, for what does not change at every glance: ".0001", "1e-8". */
struct text text_short(double value);

/** As many digits as tell it from every other number: a bound that one may type. */
struct text text_exact(double value);

/** An overlap, with three decimals, since many are near 0: ".040", "1.000"; "-" for NaN. */
struct text text_overlap(double value);

/** A distance in standard errors: "-4.7", "+391"; beyond 999 only ">999"; "-" for NaN.
 */
struct text text_sigmas(double value);

/** A whole number while it has at most 6 digits, three digits after that: "67500", "4.10e7". */
struct text text_count(double value);

/** Bytes in 1000s: "35 MB", "1.5 GB". */
struct text text_bytes(double bytes);

/** Local wall-clock time, "14:06:58". */
struct text text_time(const struct timespec *wall);

#endif
