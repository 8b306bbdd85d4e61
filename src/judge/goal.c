#include "goal.h"

#include <math.h>
#include <string.h>

#include "plateau/branch.h"

static const double converged_slope = 0.02;
static const double block_decades = 0.03;

void goal_init(struct goal *goal, enum until until)
{
    *goal = (struct goal){.until = until};
}

void goal_restart(struct goal *goal, double gradients)
{
    goal->origin = gradients;
    goal->blocks = 0;
    goal->points = 0.0;
    goal->sum_x = goal->sum_y = 0.0;
}

/* Closes the open block: its mean joins the others, and the oldest of eleven goes. */
static void close_block(struct goal *goal)
{
    if (goal->blocks == GOAL_BLOCKS) {
        memmove(goal->x, goal->x + 1, (GOAL_BLOCKS - 1) * sizeof goal->x[0]);
        memmove(goal->y, goal->y + 1, (GOAL_BLOCKS - 1) * sizeof goal->y[0]);
        goal->blocks--;
    }
    goal->x[goal->blocks] = goal->sum_x / goal->points;
    goal->y[goal->blocks] = goal->sum_y / goal->points;
    goal->blocks++;
    goal->points = 0.0;
    goal->sum_x = goal->sum_y = 0.0;
}

/* Returns the least-squares slope d ln eps / d ln t of the block means. */
static double slope(const struct goal *goal)
{
    const double count = (double)goal->blocks;
    double x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;

    for (size_t i = 0; i < goal->blocks; i++) {
        x += goal->x[i] / count;
        y += goal->y[i] / count;
    }
    for (size_t i = 0; i < goal->blocks; i++) {
        xx += (goal->x[i] - x) * (goal->x[i] - x);
        xy += (goal->x[i] - x) * (goal->y[i] - y);
    }
    return xy / xx;
}

static bool is_converged(struct goal *goal, double gradients, double eps)
{
    const double t = gradients - goal->origin;

    if (!(t > 0.0 && eps > 0.0))
        return false;
    const double block = floor(log10(t) / block_decades);

    if (goal->points > 0.0 && block != goal->open)
        close_block(goal);
    goal->open = block;
    goal->sum_x += log(t);
    goal->sum_y += log(eps);
    goal->points += 1.0;
    return goal->blocks == GOAL_BLOCKS && fabs(slope(goal)) < converged_slope;
}

/* As the row's `branch` says; where theory cannot tell, by the overlap. */
static bool is_specialised(const struct measurement *measurement)
{
    const char *branch = branch_of(measurement->value[SERIES_EPS], measurement->value[SERIES_UNI],
                                   measurement->value[SERIES_SPE]);

    return branch[0] ? strcmp(branch, "specialised") == 0
                     : measurement->value[SERIES_Q] >= SPECIALISED_OVERLAP;
}

/* Out of a plateau; or, without a plateau, past the middle between the branches. */
static bool has_escaped(const struct detector *detector, const struct passage *passage)
{
    return detector->escape.found || passage->found;
}

void goal_see(struct goal *goal, const struct measurement *measurement,
              const struct detector *detector, const struct passage *passage)
{
    bool now = false;

    switch (goal->until) {
    case UNTIL_NONE:
        break;
    case UNTIL_PLATEAU:
        now = detector->plateaus > 0;
        break;
    case UNTIL_ESCAPE:
        now = has_escaped(detector, passage);
        break;
    case UNTIL_SPECIALISED:
        now = is_specialised(measurement);
        break;
    case UNTIL_CONVERGED: /* a predictor without neurons has no specialisation to escape to */
        now = (has_escaped(detector, passage) || measurement->eps_kind == EPS_PREDICTION) &&
              is_converged(goal, measurement->gradients, measurement->value[SERIES_EPS]);
        break;
    }
    goal->reached = goal->reached || now;
}
