/* A denoising channel, whichever: one point of it, or a table. */
#ifndef PLATEAU_CHANNEL_CHANNEL_H
#define PLATEAU_CHANNEL_CHANNEL_H

#include "bulk.h"
#include "plateau/mmse.h"

struct channel {
    void *self; /* NULL: it was refused, and status and err say why */
    enum status status;
    /** x > 0. */
    void (*solve)(void *self, struct bulk *bulk, double x, struct mmse_point *out);
    void (*destroy)(void *self);
};

/** Takes the channel. Its status when it was refused; STATUS_INVALID when x is out of range. */
enum status channel_point(struct channel channel, double x, struct mmse_point *out,
                          struct error *err);

/** Takes the channel; NULL when it was refused, and with a reason when memory runs out. */
struct mmse *channel_table(struct channel channel, struct error *err);

/** What every channel asks of a ratio of widths. name is for the message. */
enum status channel_check_gamma(const char *name, double gamma, struct error *err);

/** x > 0, and within the range that is tested. */
enum status channel_check_snr(double x, struct error *err);

/**
 * mmse and m of a point, from shrunk = m / x (taken while m < 1/2) and noise = 1 - x mmse (taken
 * above): each loses its digits where the other is taken.
 */
void channel_split(double x, double shrunk, double noise, struct mmse_point *out);

#endif
