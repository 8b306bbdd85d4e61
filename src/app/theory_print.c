#include "theory_print.h"
#include "plateau/theory.h"

#include <jansson.h>
#include <math.h>

#include "json_text.h"
/* So many digits give every double back. */
enum { EXACT_DIGITS = 17, NUMBER_TEXT = 32 };

/* ---- for people ---- */

/* Says why a transition is missing; algorithmic: the alpha at which a continuous one begins. */
static void print_absence(enum theory_absence why, double algorithmic, FILE *out)
{
    if (why == THEORY_NOT_COMPUTED)
        fprintf(out, "none (not computed: without noise the free energy is infinite)\n");
    else if (why == THEORY_NOT_FOUND)
        fprintf(out, "none (not found: there may be one)\n");
    else if (why == THEORY_ABSENT)
        fprintf(out, "none (does not exist)\n");
    else if (isfinite(algorithmic))
        fprintf(out, "none (continuous at algorithmic %.4g)\n", algorithmic);
    else
        fprintf(out, "none (continuous: the largest |v| first, from alpha 0 on)\n");
}

static void print_value(const char *name, double value, enum theory_absence why, double algorithmic,
                        FILE *out)
{
    fprintf(out, "  %-12s ", name);
    if (isfinite(value))
        fprintf(out, "%.8g\n", value);
    else
        print_absence(why, algorithmic, out);
}

static const char *format_found(double value, char text[NUMBER_TEXT])
{
    if (isfinite(value))
        snprintf(text, NUMBER_TEXT, "%.8g", value);
    else
        snprintf(text, NUMBER_TEXT, "(not found)");
    return text;
}

static void print_transitions(const struct theory_transitions *found, FILE *out)
{
    char spinodal[NUMBER_TEXT], equilibrium[NUMBER_TEXT];
    const double algorithmic = found->algorithmic;

    fprintf(out, "transitions in alpha\n");
    print_value("spinodal", found->spinodal, found->spinodal_why, algorithmic, out);
    print_value("equilibrium", found->equilibrium, found->equilibrium_why, algorithmic, out);
    print_value("algorithmic", algorithmic, THEORY_ABSENT, algorithmic, out);
    for (size_t i = 0; i < theory_steps_told(found); i++)
        fprintf(out, "  |v| = %-8.6g from %s, best from %s\n", found->step[i].v,
                format_found(found->step[i].spinodal, spinodal),
                format_found(found->step[i].equilibrium, equilibrium));
}

/*
 * Writes a number, or "-" for a value that does not exist; an infinite free entropy stays inf, with
 * its sign.
 */
static const char *format_number(double value, int digits, char text[NUMBER_TEXT])
{
    if (isnan(value))
        snprintf(text, NUMBER_TEXT, "-");
    else
        snprintf(text, NUMBER_TEXT, "%.*f", digits, value);
    return text;
}

static void print_evolution(const struct dynamics_trajectory *evolution, FILE *out)
{
    fprintf(out, "%-10s %-14s %-14s %s\n", "iteration", "x", "mmse_S", "eps of GAMP-RIE");
    for (size_t i = 0; i < evolution->count; i++)
        fprintf(out, "%-10zu %-14.8g %-14.8g %.8g\n", i, evolution->at[i].snr,
                evolution->at[i].mmse, evolution->at[i].eps);
    if (!evolution->converged)
        fprintf(out, "NOT CONVERGED\n");
}

/* Returns the branch that sits in a valley; NULL when it is not one of the rows. */
static const char *branch_in(const struct theory_answer *answer, size_t valley)
{
    double q[THEORY_BRANCHES_MAX];

    for (size_t i = 0; i < answer->rows; i++)
        q[i] = answer->row[i].exists ? answer->row[i].point.mean_q : (double)NAN;
    const size_t at = terrain_branch_of(&answer->terrain, valley, q, answer->rows);
    return at < answer->rows ? answer->row[at].branch : NULL;
}

/*
 * Returns how far the barrier between valley i and the next one rises above one of the two valleys.
 */
static double climb_from(const struct terrain *terrain, size_t i, size_t valley)
{
    return terrain->height[terrain->barrier[i]] - terrain->height[terrain->valley[valley]];
}

static void print_terrain(const struct theory_answer *answer, FILE *out)
{
    const struct terrain *terrain = &answer->terrain;

    fprintf(out, "valleys of -f: height above the deepest, nats per sample\n");
    for (size_t i = 0; i < terrain->valleys; i++) {
        const size_t at = terrain->valley[i];
        const char *branch = branch_in(answer, i);
        fprintf(out, "  valley  at q %-10.6g height %-12.6g %s\n", terrain->q[at],
                terrain->height[at], branch ? branch : "(no branch)");
        if (i + 1 < terrain->valleys)
            fprintf(out,
                    "  barrier at q %-10.6g height %-12.6g %.6g up from the left, %.6g from "
                    "the right\n",
                    terrain->q[terrain->barrier[i]], terrain->height[terrain->barrier[i]],
                    climb_from(terrain, i, i), climb_from(terrain, i, i + 1));
    }
}

void theory_print_table(const struct theory_answer *answer, FILE *out)
{
    char r2[NUMBER_TEXT], f[NUMBER_TEXT];

    if (answer->finite)
        fprintf(out, "for the k = %zu readouts at d = %zu, not their law\n",
                config_readouts(answer->config), (size_t)answer->config->d);
    fprintf(out, "%-10s %-12s %-14s %-10s %-10s %s\n", "alpha", "branch", "eps", "q", "r2",
            "free entropy");
    for (size_t i = 0; i < answer->rows; i++) {
        const struct theory_row *row = &answer->row[i];
        if (!row->exists)
            fprintf(out, "%-10.6g %-12s does not exist\n", row->point.alpha, row->branch);
        else
            fprintf(out, "%-10.6g %-12s %-14.8g %-10.6f %-10s %s%s\n", row->point.alpha,
                    row->branch, row->point.eps, row->point.mean_q,
                    format_number(row->point.r2, 6, r2),
                    format_number(row->point.free_entropy, 9, f),
                    row->point.converged ? "" : "  NOT CONVERGED");
    }
    if (answer->has_transitions)
        print_transitions(&answer->transitions, out);
    if (answer->profile_points > 0)
        fprintf(out, "%-10s %s\n", "q", "free entropy at fixed q");
    for (size_t i = 0; i < answer->profile_points; i++)
        fprintf(out, "%-10.8f %s\n", answer->q[i], format_number(answer->f[i], 9, f));
    if (answer->profile_points > 0)
        print_terrain(answer, out);
    if (answer->evolution)
        print_evolution(answer->evolution, out);
}

/* ---- CSV: an empty field is a value that does not exist ---- */

static void put_field(double value, FILE *out)
{
    fputc(',', out);
    if (isfinite(value))
        fprintf(out, "%.12g", value);
}

static double or_none(const struct theory_row *row, double value)
{
    return row->exists ? value : (double)NAN;
}

static void put_profile(const struct theory_answer *answer, FILE *out)
{
    fprintf(out, "q,free_entropy\n");
    for (size_t i = 0; i < answer->profile_points; i++) {
        fprintf(out, "%.12g", answer->q[i]);
        put_field(answer->f[i], out);
        fputc('\n', out);
    }
}

static void put_evolution(const struct dynamics_trajectory *evolution, FILE *out)
{
    fprintf(out, "iteration,x,mmse,eps\n");
    for (size_t i = 0; i < evolution->count; i++) {
        fprintf(out, "%zu", i);
        put_field(evolution->at[i].snr, out);
        put_field(evolution->at[i].mmse, out);
        put_field(evolution->at[i].eps, out);
        fputc('\n', out);
    }
}

static void put_branches(const struct theory_answer *answer, FILE *out)
{
    fprintf(out, "alpha,branch,eps,r2,q,free_entropy,converged,residual\n");
    for (size_t i = 0; i < answer->rows; i++) {
        const struct theory_row *row = &answer->row[i];
        fprintf(out, "%.12g,%s", row->point.alpha, row->branch);
        put_field(or_none(row, row->point.eps), out);
        put_field(or_none(row, row->point.r2), out);
        put_field(or_none(row, row->point.mean_q), out);
        put_field(or_none(row, row->point.free_entropy), out);
        fprintf(out, ",%s", !row->exists ? "" : row->point.converged ? "1" : "0");
        put_field(or_none(row, row->point.residual), out);
        fputc('\n', out);
    }
}

/* Writes the transitions of the specialised branch, then of each step towards it. */
static void put_transitions(const struct theory_transitions *found, FILE *out)
{
    fprintf(out, "v,spinodal,equilibrium,algorithmic\n");
    put_field(found->spinodal, out);
    put_field(found->equilibrium, out);
    put_field(found->algorithmic, out);
    fputc('\n', out);
    for (size_t i = 0; i < theory_steps_told(found); i++) {
        fprintf(out, "%.12g", found->step[i].v);
        put_field(found->step[i].spinodal, out);
        put_field(found->step[i].equilibrium, out);
        fprintf(out, ",\n");
    }
}

void theory_print_csv(const struct theory_answer *answer, FILE *out)
{
    if (answer->csv_transitions)
        put_transitions(&answer->transitions, out);
    else if (answer->profile_points > 0)
        put_profile(answer, out);
    else if (answer->evolution)
        put_evolution(answer->evolution, out);
    else
        put_branches(answer, out);
}

/* ---- JSON ---- */

static void put(json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(object, key, value) != 0)
        fatal("out of memory: no room for the theory's JSON");
}

static void append(json_t *list, json_t *value)
{
    if (!value || json_array_append_new(list, value) != 0)
        fatal("out of memory: no room for the theory's JSON");
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* Lists overlaps for each readout: {"v","p",KEY}. */
static json_t *per_readout(const struct theory_point *point, const double q[], const char *key)
{
    json_t *list = json_array();

    for (size_t i = 0; i < point->groups; i++) {
        json_t *object = json_object();
        put(object, "v", number(point->v[i]));
        put(object, "p", number(point->p[i]));
        put(object, key, number(q[i]));
        append(list, object);
    }
    return list;
}

static json_t *per_node(const struct theory_point *point)
{
    json_t *list = json_array();

    for (size_t i = 0; i < point->nodes; i++) {
        json_t *object = json_object();
        put(object, "s", number(point->s[i]));
        put(object, "p", number(point->weight[i]));
        put(object, "q", number(point->q1[i]));
        append(list, object);
    }
    return list;
}

/*
 * Adds q for one layer; q1, q2, q21 for two; q_1, q_2, ... of the layers for more; all empty where
 * the branch does not exist.
 */
static void put_overlaps(json_t *object, const struct theory_row *row, size_t depth)
{
    const struct theory_point *point = &row->point;
    const bool two = row->exists && depth == 2;
    json_t *q = row->exists && depth == 1 ? per_readout(point, point->q, "q") : json_array();

    for (size_t l = 0; row->exists && depth > 2 && l < depth; l++)
        append(q, number(point->layer[l]));
    put(object, "q", q);
    put(object, "q1", two ? per_node(point) : json_array());
    put(object, "q2", two ? per_readout(point, point->q, "q") : json_array());
    put(object, "q21", two ? per_readout(point, point->q21, "q") : json_array());
}

static json_t *curve_entry(const struct theory_row *row, size_t depth)
{
    const struct theory_point *point = &row->point;
    json_t *object = json_object();

    put(object, "alpha", number(point->alpha));
    put(object, "branch", json_string(row->branch));
    put(object, "eps", number(or_none(row, point->eps)));
    put(object, "r2", number(or_none(row, point->r2)));
    put_overlaps(object, row, depth);
    put(object, "mean_q", number(or_none(row, point->mean_q)));
    put(object, "free_entropy", number(or_none(row, point->free_entropy)));
    put(object, "converged", row->exists ? json_boolean(point->converged) : json_null());
    put(object, "residual", number(or_none(row, point->residual)));
    return object;
}

static json_t *transitions(const struct theory_transitions *found)
{
    json_t *object = json_object(), *steps = json_array();

    put(object, "spinodal", number(found->spinodal));
    put(object, "equilibrium", number(found->equilibrium));
    put(object, "algorithmic", number(found->algorithmic));
    for (size_t i = 0; i < found->steps; i++) {
        json_t *step = json_object();
        put(step, "v", number(found->step[i].v));
        put(step, "spinodal", number(found->step[i].spinodal));
        put(step, "equilibrium", number(found->step[i].equilibrium));
        append(steps, step);
    }
    put(object, "steps", steps);
    return object;
}

static json_t *profile(const struct theory_answer *answer)
{
    json_t *list = json_array();

    for (size_t i = 0; i < answer->profile_points; i++) {
        json_t *object = json_object();
        put(object, "q", number(answer->q[i]));
        put(object, "free_entropy", number(answer->f[i]));
        append(list, object);
    }
    return list;
}

static json_t *valley_list(const struct theory_answer *answer)
{
    const struct terrain *terrain = &answer->terrain;
    json_t *list = json_array();

    for (size_t i = 0; i < terrain->valleys; i++) {
        json_t *object = json_object();
        const char *branch = branch_in(answer, i);
        put(object, "q", number(terrain->q[terrain->valley[i]]));
        put(object, "height", number(terrain->height[terrain->valley[i]]));
        put(object, "branch", branch ? json_string(branch) : json_null());
        append(list, object);
    }
    return list;
}

/* Lists the barriers, each between a valley and the next one. */
static json_t *barrier_list(const struct terrain *terrain)
{
    json_t *list = json_array();

    for (size_t i = 0; i + 1 < terrain->valleys; i++) {
        json_t *object = json_object();
        put(object, "q", number(terrain->q[terrain->barrier[i]]));
        put(object, "height", number(terrain->height[terrain->barrier[i]]));
        put(object, "from_left", number(climb_from(terrain, i, i)));
        put(object, "from_right", number(climb_from(terrain, i, i + 1)));
        append(list, object);
    }
    return list;
}

static json_t *evolution_list(const struct dynamics_trajectory *evolution)
{
    json_t *list = json_array();

    for (size_t i = 0; i < evolution->count; i++) {
        json_t *object = json_object();
        put(object, "iteration", json_integer((json_int_t)i));
        put(object, "x", number(evolution->at[i].snr));
        put(object, "mmse", number(evolution->at[i].mmse));
        put(object, "eps", number(evolution->at[i].eps));
        append(list, object);
    }
    return list;
}

static void put_setting(json_t *object, const struct theory_answer *answer)
{
    const struct config *config = answer->config;
    json_t *gamma = json_array(), *sigma = json_array();
    char text[ACTIVATION_TEXT_MAX];

    for (size_t l = 0; l < config_layers(config); l++) {
        activation_format(config_activation(config, l), text, sizeof text);
        append(gamma, number(config_gamma(config, l)));
        append(sigma, json_string(text));
    }
    put(object, "preset", json_text(config->preset));
    put(object, "d", answer->finite ? json_integer((json_int_t)config->d) : json_null());
    put(object, "gamma", gamma);
    put(object, "activation", sigma);
    put(object, "readout", json_string(config->readout.text));
    put(object, "noise", number(config->noise));
}

void theory_print_json(const struct theory_answer *answer, FILE *out)
{
    json_t *object = json_object(), *curve = json_array();

    put_setting(object, answer);
    for (size_t i = 0; i < answer->rows; i++)
        append(curve, curve_entry(&answer->row[i], config_layers(answer->config)));
    put(object, "curve", curve);
    put(object, "transitions", transitions(&answer->transitions));
    if (answer->profile_points > 0) {
        put(object, "profile", profile(answer));
        put(object, "valleys", valley_list(answer));
        put(object, "barriers", barrier_list(&answer->terrain));
    }
    if (answer->evolution)
        put(object, "evolution", evolution_list(answer->evolution));
    if (json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(EXACT_DIGITS)) != 0 &&
        !ferror(out))
        fatal("out of memory: no room for the theory's JSON");
    fputc('\n', out);
    json_decref(object);
}
