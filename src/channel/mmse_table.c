/* y = ln(m / mmse) as a table over t = ln x: cubic Hermite inside, slope 1 outside. */
#include "channel.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"

/*
 * Gives m to 3e-7 for gamma >= 0.05 (to 1e-9 from 0.5 on); worst where a gap of a spectrum opens.
 */
enum { POINTS = 801, GAUSS = 4 };

static const double x_least = 1e-7, x_most = 1e7;

/* 4-point Gauss-Legendre on [-1, 1]; cells are so short that its error is rounding. */
static const double gauss_x[GAUSS] = {-0.86113631159405258, -0.33998104358485626,
                                      0.33998104358485626, 0.86113631159405258};
static const double gauss_weight[GAUSS] = {0.34785484513745386, 0.65214515486254614,
                                           0.65214515486254614, 0.34785484513745386};

struct mmse {
    double start, step;      /* in t */
    double y[POINTS];        /* ln(m / mmse) */
    double rise[POINTS];     /* dy/dt = -x mmse' / (m mmse) */
    double integral[POINTS]; /* int_0^x mmse */
    double residual;
};

/* A value inside a cell: y and dy/dt at t = (cell + part) step, 0 <= part <= 1. */
struct inside {
    double y, rise;
};

static struct inside interpolate(const struct mmse *mmse, size_t cell, double part)
{
    const double *y = &mmse->y[cell], *rise = &mmse->rise[cell];
    const double jump = y[1] - y[0];
    const double a = rise[0] * mmse->step - jump, b = rise[1] * mmse->step - jump;
    const double rest = 1.0 - part;

    return (struct inside){
        rest * y[0] + part * y[1] + rest * part * (rest * a - part * b),
        (jump + rest * (rest - 2.0 * part) * a - part * (2.0 * rest - part) * b) / mmse->step};
}

/* Returns how many cells x lies from the start of the table. */
static double find_cells(const struct mmse *mmse, double x)
{
    assert(x >= 0.0);
    return (log(x) - mmse->start) / mmse->step;
}

static struct inside look_up(const struct mmse *mmse, double x)
{
    const double cells = find_cells(mmse, x);

    if (cells <= 0.0)
        return (struct inside){mmse->y[0] + cells * mmse->step, 1.0};
    if (cells >= POINTS - 1)
        return (struct inside){mmse->y[POINTS - 1] + (cells - (POINTS - 1)) * mmse->step, 1.0};

    const size_t cell = (size_t)cells;

    return interpolate(mmse, cell, cells - (double)cell);
}

double mmse_residual(const struct mmse *mmse)
{
    return mmse->residual;
}

double mmse_at(const struct mmse *mmse, double x)
{
    return 1.0 / (1.0 + exp(look_up(mmse, x).y));
}

double mmse_m(const struct mmse *mmse, double x)
{
    return 1.0 / (1.0 + exp(-look_up(mmse, x).y));
}

double mmse_slope(const struct mmse *mmse, double x)
{
    const struct inside at = look_up(mmse, x);
    const double odds = exp(at.y);

    return x > 0.0 ? -at.rise * odds / (x * (1.0 + odds) * (1.0 + odds)) : -1.0;
}

/* Integrates mmse over the first part of a cell, by Gauss in t. */
static double integrate_cell(const struct mmse *mmse, size_t cell, double part)
{
    const double left = mmse->start + mmse->step * (double)cell;
    const double half = 0.5 * part;
    double sum = 0.0;

    for (int i = 0; i < GAUSS; i++) {
        const double at = half * (1.0 + gauss_x[i]);
        const double x = exp(left + mmse->step * at);

        sum += gauss_weight[i] * x / (1.0 + exp(interpolate(mmse, cell, at).y));
    }
    return sum * half * mmse->step;
}

/* Outside the table mmse = 1 / (1 + a x), so that int_0^x mmse = ln(1 + a x) / a. */
static double integrate_outside(const struct mmse *mmse, size_t end, double x)
{
    const double a = exp(mmse->y[end] - mmse->start - mmse->step * (double)end);

    return log1p(a * x) / a;
}

double mmse_integral(const struct mmse *mmse, double x)
{
    const double cells = find_cells(mmse, x);

    if (cells <= 0.0)
        return integrate_outside(mmse, 0, x);
    if (cells >= POINTS - 1) {
        return mmse->integral[POINTS - 1] + integrate_outside(mmse, POINTS - 1, x) -
               integrate_outside(mmse, POINTS - 1, exp(mmse->start + mmse->step * (POINTS - 1)));
    }

    const size_t cell = (size_t)cells;

    return mmse->integral[cell] + integrate_cell(mmse, cell, cells - (double)cell);
}

/* Returns the part of a cell at which the table reaches y; y rises along the cell. */
static double solve_cell(const struct mmse *mmse, size_t cell, double y)
{
    double low = 0.0, high = 1.0;

    for (int i = 0; i < 60 && high - low > 1e-15; i++) {
        const double middle = 0.5 * (low + high);

        if (interpolate(mmse, cell, middle).y < y)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

double mmse_inverse(const struct mmse *mmse, double c)
{
    assert(c > 0.0 && c <= 1.0);

    const double y = log((1.0 - c) / c);
    size_t cell = 0, end = POINTS - 1;
    double cells;

    if (y <= mmse->y[0]) {
        cells = (y - mmse->y[0]) / mmse->step;
    } else if (y >= mmse->y[POINTS - 1]) {
        cells = POINTS - 1 + (y - mmse->y[POINTS - 1]) / mmse->step;
    } else {
        while (end - cell > 1) {
            const size_t middle = (cell + end) / 2;

            if (mmse->y[middle] <= y)
                cell = middle;
            else
                end = middle;
        }
        cells = (double)cell + solve_cell(mmse, cell, y);
    }
    return exp(mmse->start + cells * mmse->step);
}

static void fill_points(struct mmse *mmse, struct channel channel, struct bulk *bulk)
{
    for (size_t i = 0; i < POINTS; i++) {
        const double x = exp(mmse->start + mmse->step * (double)i);
        struct mmse_point point;

        channel.solve(channel.self, bulk, x, &point);
        mmse->y[i] = log(point.m / point.mmse);
        mmse->rise[i] = -x * point.slope / (point.m * point.mmse);
        mmse->residual = fmax(mmse->residual, point.residual);
    }
}

static struct mmse *make_table(struct channel channel, struct error *err)
{
    struct bulk *bulk = bulk_create(err);
    struct mmse *mmse = bulk ? memory_zeroed(1, sizeof *mmse) : NULL;

    if (bulk && !mmse)
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room for a table of mmse");
    if (mmse) {
        mmse->start = log(x_least);
        mmse->step = log(x_most / x_least) / (POINTS - 1);
        fill_points(mmse, channel, bulk);
        mmse->integral[0] = integrate_outside(mmse, 0, x_least);
        for (size_t i = 0; i + 1 < POINTS; i++)
            mmse->integral[i + 1] = mmse->integral[i] + integrate_cell(mmse, i, 1.0);
    }
    bulk_destroy(bulk);
    return mmse;
}

struct mmse *channel_table(struct channel channel, struct error *err)
{
    struct mmse *mmse = channel.self ? make_table(channel, err) : NULL;

    channel.destroy(channel.self);
    return mmse;
}

void mmse_destroy(struct mmse *mmse)
{
    free(mmse);
}
