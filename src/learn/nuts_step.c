#include "nuts_step.h"

#include <math.h>

void nuts_step_begin(struct nuts_step *step, double size)
{
    *step = (struct nuts_step){.centre = log(10.0 * size), .log_smooth = log(size)};
}

double nuts_step_next(struct nuts_step *step, double accept, double target, bool is_last)
{
    const double m = ++step->averaged, forget = pow(m, -0.75);

    step->shift += (target - accept - step->shift) / (m + 10.0);
    const double log_step = step->centre - step->shift * sqrt(m) / 0.05;
    step->log_smooth += forget * (log_step - step->log_smooth);
    return exp(is_last ? step->log_smooth : log_step);
}
