#include "channel.h"

#include <math.h>

/*
 * The tests reach both ends; a table of 4point readouts is accurate to 1e-6 from gamma = 0.002 on.
 */
static const double gamma_least = 1e-3, gamma_most = 1e6;
/*
 * Beyond these, rounding spoils a continuous law (1e-9 here), and squares leave the floating range.
 */
static const double x_least = 1e-100, x_most = 1e12;

void channel_split(double x, double shrunk, double noise, struct mmse_point *out)
{
    out->m = x * shrunk;
    out->mmse = 1.0 - out->m;
    if (!(out->m < 0.5)) {
        out->mmse = (1.0 - noise) / x;
        out->m = 1.0 - out->mmse;
    }
}

enum status channel_check_gamma(const char *name, double gamma, struct error *err)
{
    if (!(gamma >= gamma_least && gamma <= gamma_most)) {
        return error_set(err, STATUS_INVALID, "%s: %g lies outside %g to %g", name, gamma,
                         gamma_least, gamma_most);
    }
    return STATUS_OK;
}

enum status channel_check_snr(double x, struct error *err)
{
    if (!(x >= x_least && x <= x_most)) {
        return error_set(err, STATUS_INVALID, "snr: %g is neither 0 nor between %g and %g", x,
                         x_least, x_most);
    }
    return STATUS_OK;
}

enum status channel_point(struct channel channel, double x, struct mmse_point *out,
                          struct error *err)
{
    enum status status = channel.status;

    if (status == STATUS_OK && x != 0.0)
        status = channel_check_snr(x, err);
    if (status == STATUS_OK && x == 0.0) {
        *out = (struct mmse_point){.mmse = 1.0, .slope = -1.0};
    } else if (status == STATUS_OK) {
        struct bulk *bulk = bulk_create(err);

        if (bulk)
            channel.solve(channel.self, bulk, x, out);
        else
            status = STATUS_NO_MEMORY;
        bulk_destroy(bulk);
    }
    channel.destroy(channel.self);
    return status;
}
