#include "theorist.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"
#include "mailbox.h"
#include "plateau/clock.h"
#include "plateau/level_solver.h"
#include "plateau/memory.h"
#include "plateau/theory.h"
#include "plateau/thread.h"
#include "queue.h"

/* Seconds between charts of a growing curve. */
static const double publishing_period = 0.1;

/* Owned by: theorist, except the parts marked otherwise. */
struct theorist {
    /* Immutable while the thread runs. */
    pthread_t thread;
    void (*hook)(void);
    struct queue *questions; /* has its own lock; closed by the owner to end the thread */
    struct queue *bell; /* has its own lock; holds a byte when a chart came since the last wait */
    /* Produced by the theorist, consumed by the owner. */
    struct mailbox mailbox;
    struct chart slot[MAILBOX_SLOTS];
    bool any; /* owned by: the owner */
    struct question now;
    struct theory *theory; /* of the setting of run `now.run`; NULL: the setting has no theory */
    struct chart chart;
    struct theory_point here[THEORY_BRANCHES_MAX], curve[THEORY_BRANCHES_MAX]; /* warm starts */
    double began, next_publication; /* on clock_seconds() */
    bool is_out_of_memory;          /* the part that was being solved needed more than there is */
};

static bool has_news(void *context)
{
    const struct theorist *theorist = context;

    return !queue_is_idle(theorist->questions);
}

/* Counts the solved parts, and the solved alphas of the present part. */
static double progress_of(const struct chart *chart)
{
    const double parts = CHART_READY - CHART_SOLVING, done = chart->state - CHART_SOLVING;
    const double curve = chart->alphas > 0 ? (double)chart->solved / (double)chart->alphas : 0.0;

    if (chart->state == CHART_NONE || chart->state == CHART_READY)
        return 1.0;
    return (done + (chart->state == CHART_PROFILE ? curve : 0.0)) / parts;
}

static void publish(struct theorist *theorist)
{
    struct chart *chart = &theorist->chart;
    const double now = clock_seconds();

    chart->number++;
    chart->progress = progress_of(chart);
    chart->seconds = now - theorist->began;
    theorist->slot[theorist->mailbox.write] = *chart;
    mailbox_publish_slot(&theorist->mailbox);
    queue_push(theorist->bell, &(char){0});
    theorist->next_publication = now + publishing_period;
}

static void reach_state(struct theorist *theorist, enum chart_state state)
{
    theorist->chart.state = state;
    publish(theorist);
}

/*
 * Returns whether the branch exists there and its solution can be trusted; *stopped: a newer
 * question came.
 */
static bool solve(struct theorist *theorist, double alpha, size_t branch,
                  struct theory_point *point, bool *stopped)
{
    const struct theory_control control = {has_news, theorist};
    const enum status status = theory_solve(theorist->theory, alpha, branch, point, &control, NULL);

    theorist->is_out_of_memory = status == STATUS_NO_MEMORY;
    *stopped = status == STATUS_STOPPED || theorist->is_out_of_memory;
    return status == STATUS_OK && point->converged;
}

/* Finds the branch of the largest free entropy among the solutions at one alpha, taken in turn. */
struct best {
    double largest;
    size_t branch;
};

static void take_best(struct best *best, size_t branch, double free_entropy)
{
    if (free_entropy > best->largest)
        *best = (struct best){free_entropy, branch};
}

static bool solve_here(struct theorist *theorist)
{
    struct chart *chart = &theorist->chart;
    struct best best = {-(double)INFINITY, chart->branches};
    bool stopped;

    for (size_t b = 0; b < chart->branches; b++) {
        struct theory_point *point = &theorist->here[b];
        const bool exists = solve(theorist, chart->alpha, b, point, &stopped);
        if (stopped)
            return false;
        branch_point_fill(&chart->branch[b].here, exists ? point : NULL, theorist->now.groups,
                          theorist->now.group);
        if (exists)
            take_best(&best, b, point->free_entropy);
    }
    chart->best = best.branch;
    return true;
}

static bool solve_profile(struct theorist *theorist)
{
    const struct theory_control control = {has_news, theorist};
    struct chart *chart = &theorist->chart;

    struct error err;

    theory_profile_overlaps(theorist->theory, chart->alpha, chart->q, CHART_PROFILE_MAX);
    const enum status status = theory_profile(theorist->theory, chart->alpha, chart->q, chart->f,
                                              CHART_PROFILE_MAX, &control, &err);
    if (status == STATUS_INVALID) {
        snprintf(chart->reason, sizeof chart->reason, "%s", err.text);
        return true;
    }
    theorist->is_out_of_memory = status == STATUS_NO_MEMORY;
    chart->profile_points = CHART_PROFILE_MAX;
    return status == STATUS_OK;
}

/*
 * Solves all branches at one alpha of the curve; returns false when stopped: then the alpha counts
 * as unsolved.
 */
static bool solve_alpha(struct theorist *theorist, size_t at)
{
    struct chart *chart = &theorist->chart;
    struct best best = {-(double)INFINITY, chart->branches};
    bool stopped;

    for (size_t b = 0; b < chart->branches; b++) {
        struct theory_point *point = &theorist->curve[b];
        const bool exists = solve(theorist, chart->at[at], b, point, &stopped);
        if (stopped)
            return false;
        chart->branch[b].eps[at] = exists ? (float)point->eps : NAN;
        if (exists)
            take_best(&best, b, point->free_entropy);
    }
    chart->best_at[at] = (unsigned char)best.branch;
    return true;
}

/* Goes from large alpha down: there a solution is a warm start for the next. */
static bool solve_curve(struct theorist *theorist)
{
    struct chart *chart = &theorist->chart;

    while (chart->solved < chart->alphas) {
        if (!solve_alpha(theorist, chart->alphas - 1 - chart->solved))
            return false;
        chart->solved++;
        if (clock_seconds() >= theorist->next_publication)
            publish(theorist);
    }
    return true;
}

/* The setting belongs to another run: nothing of the old chart is valid. */
static void begin_run(struct theorist *theorist, const struct question *question)
{
    struct chart *chart = &theorist->chart;
    struct error err;

    *chart = (struct chart){.number = chart->number};
    memset(theorist->here, 0, sizeof theorist->here);
    memset(theorist->curve, 0, sizeof theorist->curve);
    chart->run = question->run;
    chart->revision = question->revision;
    chart->alpha = question->config.alpha;
    chart->noise = question->config.noise;
    reach_state(theorist, CHART_SOLVING);
    theory_destroy(theorist->theory);
    theorist->theory = theory_create(&question->config, &err);
    if (!theorist->theory) {
        snprintf(chart->reason, sizeof chart->reason, "%s", err.text);
        return;
    }
    chart->branches = theory_branches(theorist->theory);
    for (size_t b = 0; b < chart->branches; b++)
        snprintf(chart->branch[b].name, sizeof chart->branch[b].name, "%s",
                 theory_branch_name(theorist->theory, b));
}

static void take_noise(struct theorist *theorist, double noise)
{
    struct chart *chart = &theorist->chart;

    theory_set_noise(theorist->theory, noise);
    memset(theorist->here, 0, sizeof theorist->here); /* warm only at the same noise */
    memset(theorist->curve, 0, sizeof theorist->curve);
    chart->noise = noise;
    chart->alphas = chart->solved = 0;
}

static bool solve_transitions(struct theorist *theorist)
{
    const struct theory_control control = {has_news, theorist};
    struct chart *chart = &theorist->chart;

    if (chart_covers(chart, chart->alpha))
        return true;
    chart->alphas = chart->solved = 0;
    const enum status status =
        theory_find_transitions(theorist->theory, &chart->transitions, &control, NULL);
    theorist->is_out_of_memory = status == STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        return false;
    chart_begin_curve(chart);
    return true;
}

/* Gives up on the question; the next one, of another alpha or noise, is tried anew. */
static void give_up(struct theorist *theorist)
{
    struct chart *chart = &theorist->chart;

    snprintf(chart->reason, sizeof chart->reason, "out of memory");
    chart->alphas = chart->solved = 0;
    reach_state(theorist, CHART_NONE);
}

/* Answers part by part, until a newer question comes or memory runs out. */
static void answer(struct theorist *theorist)
{
    static const struct {
        bool (*solve)(struct theorist *);
        enum chart_state state;
    } parts[] = {{solve_here, CHART_HERE},
                 {solve_transitions, CHART_TRANSITIONS},
                 {solve_profile, CHART_PROFILE},
                 {solve_curve, CHART_READY}};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].solve(theorist)) {
            if (theorist->is_out_of_memory)
                give_up(theorist);
            return;
        }
        reach_state(theorist, parts[i].state);
    }
}

static bool is_answered(const struct theorist *theorist, const struct question *question)
{
    const struct question *now = &theorist->now;

    return now->run == question->run && theorist->chart.state == CHART_READY &&
           now->config.alpha == question->config.alpha &&
           now->config.noise == question->config.noise && now->groups == question->groups;
}

static void serve(struct theorist *theorist, const struct question *question)
{
    struct chart *chart = &theorist->chart;
    const bool is_new = question->run != theorist->now.run;
    const bool is_answered_already = is_answered(theorist, question);

    theorist->now = *question;
    theorist->began = clock_seconds();
    if (is_new)
        begin_run(theorist, question);
    chart->revision = question->revision;
    if (!theorist->theory) {
        reach_state(theorist, CHART_NONE);
        return;
    }
    if (is_answered_already) {
        publish(theorist);
        return;
    }
    if (question->config.noise != chart->noise)
        take_noise(theorist, question->config.noise);
    chart->alpha = question->config.alpha;
    chart->reason[0] = '\0';
    theorist->is_out_of_memory = false;
    chart->state =
        CHART_SOLVING; /* a question that comes before the first part counts as unanswered */
    answer(theorist);
}

static void *theorist_run(void *argument)
{
    struct theorist *theorist = argument;
    struct question question;

    if (theorist->hook)
        theorist->hook();
    while (queue_take(theorist->questions, &question, (double)INFINITY) == QUEUE_OK)
        if (!queue_is_closed(theorist->questions))
            serve(theorist, &question);
    theory_destroy(theorist->theory);
    return NULL;
}

static void discard(struct theorist *theorist)
{
    queue_destroy(theorist->questions);
    queue_destroy(theorist->bell);
    free(theorist);
}

struct theorist *theorist_create(void (*hook)(void), struct error *err)
{
    struct theorist *theorist = memory_zeroed(1, sizeof *theorist);

    if (theorist) {
        theorist->hook = hook;
        theorist->questions = queue_create(1, sizeof(struct question), QUEUE_COUNT, -1);
        theorist->bell = queue_create(1, 1, QUEUE_COUNT, -1);
        mailbox_init(&theorist->mailbox);
    }
    if (!theorist || !theorist->questions || !theorist->bell)
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room for the thread of the theory");
    else if (thread_start(&theorist->thread, theorist_run, theorist) != 0)
        error_set(err, STATUS_NO_MEMORY, "the system cannot start a thread for the theory");
    else
        return theorist;
    if (theorist)
        discard(theorist);
    return NULL;
}

void theorist_destroy(struct theorist *theorist)
{
    if (!theorist)
        return;
    queue_close(theorist->questions);
    pthread_join(theorist->thread, NULL);
    discard(theorist);
}

void theorist_ask(struct theorist *theorist, const struct question *question)
{
    queue_push(theorist->questions, question);
}

const struct chart *theorist_chart(struct theorist *theorist)
{
    if (mailbox_take_latest(&theorist->mailbox))
        theorist->any = true;
    return theorist->any ? &theorist->slot[theorist->mailbox.read] : NULL;
}

const struct chart *theorist_wait(struct theorist *theorist, double deadline)
{
    char rung;

    /* The bell rings after the chart is in the mailbox, and may ring for a chart already taken. */
    while (!mailbox_take_latest(&theorist->mailbox))
        if (queue_take(theorist->bell, &rung, deadline) != QUEUE_OK)
            return NULL;
    theorist->any = true;
    return theorist_chart(theorist);
}
