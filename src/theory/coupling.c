#include "coupling.h"

/*
 * Below this share of tau, rounding spoils the difference in A, and the slope in the middle
 * replaces it: the error is the square of the share, over 24.
 */
static const double difference_least = 1e-4;

double coupling_tau(const struct mmse *mmse, double left)
{
    return mmse && left < 1.0 ? mmse_inverse(mmse, left) : 0.0;
}

double coupling_pull(const struct mmse *mmse, double tau, double left, double hat)
{
    if (!mmse)
        return hat;
    if (hat < difference_least * tau)
        return hat * mmse_slope(mmse, tau + 0.5 * hat) / mmse_slope(mmse, tau);
    const double difference =
        left > 0.5 ? mmse_m(mmse, tau + hat) - mmse_m(mmse, tau) : left - mmse_at(mmse, tau + hat);
    return difference / -mmse_slope(mmse, tau);
}
