/*
 * The free entropy over the overlap, turned over: the run is a ball, in a valley or between
 * valleys.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "panel.h"
#include "plateau/plot.h"
#include "plateau/terrain.h"
#include "plateau/text.h"
#include "theory.h"

enum { WORDS_MAX = 96 };

/*
 * The walls at q = 0 and 1 rise far above the hills between the valleys: the plot shows half as
 * much again as the highest hill, or the ball.
 */
static double height_shown(const struct terrain *terrain, double ball)
{
    const size_t first = terrain->valleys > 1 ? terrain->valley[0] : 0;
    const size_t last =
        terrain->valleys > 1 ? terrain->valley[terrain->valleys - 1] : terrain->count - 1;
    double high = isfinite(ball) ? ball : 0.0;

    for (size_t i = first; i <= last; i++)
        high = fmax(high, terrain->height[i]);
    return high > 0.0 ? high : 1.0;
}

static struct axis axis_of(const struct terrain *terrain, double ball)
{
    struct axis axis = {(double)INFINITY, -(double)INFINITY, false};

    axis_follow(&axis, 0.0, 1.25 * height_shown(terrain, ball));
    return axis;
}

/* Returns the name of the branch that sits in a valley, if any. */
static const char *name_of(const struct chart *chart, const struct terrain *terrain, size_t valley)
{
    double q[THEORY_BRANCHES_MAX];

    for (size_t b = 0; b < chart->branches; b++)
        q[b] = chart->branch[b].here.exists ? chart->branch[b].here.mean_q : (double)NAN;
    const size_t branch = terrain_branch_of(terrain, valley, q, chart->branches);
    return branch < chart->branches ? theory_name(&chart->branch[branch]) : "valley";
}

static void draw_ball(struct plot *plot, const struct record *record, const struct terrain *terrain)
{
    for (size_t r = 0; r < record->replicas; r++) {
        const double q = record->now.last[r].value[SERIES_Q];
        const uint32_t ball = plot->canvas->unicode ? 0x25cf /* ● */ : 'o';
        const double up = fmin(terrain_height(terrain, q), plot->y.max);
        /* Outside the profile's ends, too, the run has its place on the axis. */
        if (isfinite(q))
            plot_mark(plot, fmin(fmax(q, 0.0), 1.0), up, r == 0 ? ball : '0' + (uint32_t)r,
                      INK_RUN);
    }
}

static void draw_plot(const struct record *record, const struct chart *chart,
                      const struct terrain *terrain, struct canvas *canvas, struct rect inside)
{
    const bool is_old = record_is_old(record, chart);
    const double q = record_value(record, SERIES_Q), chance = record_value(record, SERIES_Q_NULL);
    const struct axis x = {0.0, 1.0, false};
    struct plot plot = plot_begin(canvas, inside, x, axis_of(terrain, terrain_height(terrain, q)));

    draw_ball(&plot, record, terrain);
    plot_curve(&plot, terrain->q, terrain->height, terrain->count, is_old ? INK_DIM : INK_TEXT,
               '.');
    if (isfinite(chance))
        plot_rule(&plot, chance, "chance", INK_DIM);
    for (size_t i = 0; i < terrain->valleys; i++) {
        const size_t at = terrain->valley[i];
        plot_note(&plot, terrain->q[at], terrain->height[at], terrain->q[at] > 0.5, INK_EVENT,
                  name_of(chart, terrain, i));
    }
}

/*
 * The numbers behind the picture: where the run is, and which barrier keeps it there. An overlap
 * that unrelated weights have too says nothing about the place of the run: then the panel names no
 * valley.
 */
struct words {
    char place[WORDS_MAX], barrier[WORDS_MAX], back[WORDS_MAX];
};

/* Returns the valley beyond the lower barrier of a valley; terrain->valleys > 1. */
static size_t next_valley(const struct terrain *terrain, size_t valley)
{
    if (valley == 0 || valley + 1 == terrain->valleys)
        return valley == 0 ? 1 : valley - 1;
    const size_t left = terrain->barrier[valley - 1], right = terrain->barrier[valley];

    return terrain->height[left] < terrain->height[right] ? valley - 1 : valley + 1;
}

/*
 * Writes "barrier .173 at q .51 to sp", ", back 3e-5": from the run's valley to the next, and back.
 */
static void write_barrier(const struct chart *chart, const struct terrain *terrain, size_t valley,
                          struct words *words)
{
    const size_t next = next_valley(terrain, valley);
    const size_t top = terrain->barrier[valley < next ? valley : next];
    const double height = terrain->height[top];

    snprintf(words->barrier, sizeof words->barrier, "barrier %s at q %s to %s",
             text_number(height - terrain->height[terrain->valley[valley]]).at,
             text_short(terrain->q[top]).at, name_of(chart, terrain, next));
    snprintf(words->back, sizeof words->back, ", back %s",
             text_number(height - terrain->height[terrain->valley[next]]).at);
}

static struct words words_of(const struct record *record, const struct chart *chart,
                             const struct terrain *terrain)
{
    const double q = record_value(record, SERIES_Q);
    const size_t valley = terrain_valley_of(terrain, q);
    const bool is_chance = q <= record_value(record, SERIES_Q_NULL);
    struct words words = {"", "", ""};

    snprintf(words.place, sizeof words.place, "q %s%s", text_overlap(q).at,
             is_chance ? " (chance)" : "");
    if (is_chance || valley >= terrain->valleys)
        return words;
    snprintf(words.place, sizeof words.place, "q %s (%s)", text_overlap(q).at,
             name_of(chart, terrain, valley));
    snprintf(words.barrier, sizeof words.barrier, "no barrier");
    if (terrain->valleys > 1)
        write_barrier(chart, terrain, valley, &words);
    return words;
}

/*
 * Writes the words in one row, or in two where that is too narrow, from the bottom up; returns how
 * many rows they take.
 */
static int put_words(struct canvas *canvas, struct rect inside, const struct words *words)
{
    const int place = 3 + canvas_count(words->place), barrier = canvas_count(words->barrier);
    const int rows = inside.rows > 3 && place + 2 + barrier > inside.columns ? 2 : 1;
    struct pen pen = {canvas, inside, inside.rows - rows};
    int column = 1 + pen_put(&pen, 1, INK_RUN, "%s ", canvas->unicode ? "●" : "o");

    pen_whole(&pen, &column, INK_TEXT, words->place);
    if (rows == 2)
        pen_next(&pen);
    column = rows == 2 ? 3 : column + 2;
    pen_whole(&pen, &column, INK_TEXT, words->barrier);
    pen_whole(&pen, &column, INK_DIM, words->back);
    return rows;
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const struct chart *chart = record_chart(record, CHART_PROFILE);
    const bool has_profile = chart && chart->profile_points > 0;
    const char *age = chart && record_is_old(record, chart) ? "old" : "0 = deepest";
    char words[256];
    struct rect inside =
        panel_frame(canvas, slot, "-f(q) (nats per sample)", has_profile ? age : "");

    if (inside.rows < 1)
        return;
    if (!has_profile) {
        struct pen pen = {canvas, inside, 0};
        theory_write_state(record, words, sizeof words);
        pen_put(&pen, 1, INK_DIM, "%s", chart && chart->reason[0] ? chart->reason : words);
        return;
    }
    struct terrain terrain;
    terrain_survey(&terrain, chart->q, chart->f, chart->profile_points);
    const struct words said = words_of(record, chart, &terrain);
    inside.rows -= put_words(canvas, inside, &said);
    if (inside.rows >= 2 && inside.columns >= 12 && terrain.count > 1)
        draw_plot(record, chart, &terrain, canvas, inside);
}

const struct panel_ops panel_profile = {.name = "profile", .rows = 4, .columns = 28, .draw = draw};
