#include "symmetric.h"

#include <math.h>

void symmetric_fill(const struct symmetric_place *place, struct bulk_node *node)
{
    const double p = place->p, w = place->w;
    const double square = p * p + w * w;
    const double rho = w / (M_PI * square);
    const double mass = rho * place->energy_per_p;
    const double third = 4.0 * M_PI * M_PI / 3.0;
    const double real_per_p = -(p * p - w * w + 2.0 * p * place->w_dw_per_p) / (square * square);

    node->value[0] = mass;
    node->value[1] = mass * place->shrink * place->shrink;
    node->value[2] = third * rho * rho * mass;
    node->value[3] = -2.0 * third * rho * rho * rho * real_per_p;
    node->position = place->energy;
    node->shrink = place->shrink;
    node->slope = place->shrink_per_p / place->energy_per_p;
}
