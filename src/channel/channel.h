/* A denoising channel, symmetric or rectangular: one point, or a table of points. */
#ifndef PLATEAU_CHANNEL_CHANNEL_H
#define PLATEAU_CHANNEL_CHANNEL_H

#include "bulk.h"
#include "plateau/mmse.h"

struct channel {
    void *self; /* NULL: the channel was refused; status and err say why */
    enum status status;
    /** x > 0. */
    void (*solve)(void *self, struct bulk *bulk, double x, struct mmse_point *out);
    void (*destroy)(void *self);
};

/**
 * Solves one point and destroys the channel. Returns the status with which the channel was refused,
 * or STATUS_INVALID when x is out of range.
 */
enum status channel_point(struct channel channel, double x, struct mmse_point *out,
                          struct error *err);

/** Makes a table and destroys the channel; NULL when the channel was refused or memory runs out. */
struct mmse *channel_table(struct channel channel, struct error *err);

/** Checks a ratio of widths by the range that every channel takes. The message calls it name. */
enum status channel_check_gamma(const char *name, double gamma, struct error *err);

/** Checks that x > 0 lies in the range that is tested. */
enum status channel_check_snr(double x, struct error *err);

/**
 * Computes mmse and m of a point, from shrunk = m / x (used while m < 1/2) and noise = 1 - x mmse
 * (used above): each loses its digits where the other is used.
 */
void channel_split(double x, double shrunk, double noise, struct mmse_point *out);

#endif
