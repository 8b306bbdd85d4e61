#include "plateau/branch.h"

#include <math.h>

/* Where |ln(universal / specialised)| is smaller, eps cannot tell the two apart. */
static const double LEAST_GAP = 0.05;

const char *branch_of(double eps, double universal, double specialised)
{
    const double gap = log(universal / specialised);
    const double u = log(universal / eps) / gap;

    if (!isfinite(u) || !(fabs(gap) >= LEAST_GAP))
        return "";
    return u < 0.2 ? "universal" : u > 0.8 ? "specialised" : "between";
}
