#include "stage.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "plateau/engine.h"
#include "plateau/learner.h"
#include "plateau/text.h"

void stage_clear(struct stage *stage)
{
    *stage = (struct stage){0};
}

static struct staged *find(struct stage *stage, const char *key)
{
    for (size_t i = 0; i < stage->count; i++)
        if (strcmp(stage->at[i].key, key) == 0)
            return &stage->at[i];
    return NULL;
}

const char *stage_text(const struct stage *stage, const char *key)
{
    for (size_t i = 0; i < stage->count; i++)
        if (strcmp(stage->at[i].key, key) == 0)
            return stage->at[i].text;
    return NULL;
}

/* Returns the entry of a key; NULL when the stage is full. */
static struct staged *find_or_add(struct stage *stage, const char *key)
{
    struct staged *staged = find(stage, key);

    if (!staged && stage->count < STAGE_MAX) {
        staged = &stage->at[stage->count++];
        snprintf(staged->key, sizeof staged->key, "%s", key);
        staged->text[0] = '\0';
        staged->is_proposal = staged->may_be_sign = false;
    }
    return staged;
}

void stage_put(struct stage *stage, const char *key, const char *text)
{
    struct staged *staged = find_or_add(stage, key);

    if (staged) {
        snprintf(staged->text, sizeof staged->text, "%s", text);
        staged->is_proposal = true;
        staged->may_be_sign = false;
    }
}

void stage_doubt_minus(struct stage *stage, const char *key)
{
    struct staged *staged = find(stage, key);

    if (staged)
        staged->may_be_sign = true;
}

void stage_drop(struct stage *stage, const char *key)
{
    struct staged *staged = find(stage, key);

    if (staged)
        *staged = stage->at[--stage->count];
}

void stage_type(struct stage *stage, const char *key, int32_t character)
{
    struct staged *staged = find_or_add(stage, key);

    if (staged && staged->is_proposal) {
        const bool is_signed = staged->may_be_sign && isdigit(character);
        snprintf(staged->text, sizeof staged->text, "%s", is_signed ? "-" : "");
        staged->is_proposal = false;
    }
    const size_t length = staged ? strlen(staged->text) : 0;
    if (staged && character > ' ' && character < 127 && length + 1 < sizeof staged->text) {
        staged->text[length] = (char)character;
        staged->text[length + 1] = '\0';
    }
}

void stage_erase(struct stage *stage, const char *key)
{
    struct staged *staged = find(stage, key);

    if (!staged)
        return;
    const size_t length = strlen(staged->text);
    if (length <= 1) {
        stage_drop(stage, key);
    } else {
        staged->text[length - 1] = '\0';
        staged->is_proposal = false;
    }
}

/* Applies one key's staged text to the config; an unreadable text leaves the config as it is. */
static void apply_one(struct config *config, const struct param_schema *schema, const char *key,
                      const char *text)
{
    const struct setting setting = {key, text};

    if (text)
        config_apply(config, schema, &setting, 1, NULL);
}

void stage_nudge(struct stage *stage, const struct config *in_force,
                 const struct param_schema *schema, const char *key, int direction)
{
    struct config config = *in_force;
    const struct param_spec *spec = config_find(&config, schema, key, NULL);
    char text[STAGE_TEXT_MAX];

    if (spec) {
        apply_one(&config, schema, key, stage_text(stage, key));
        config_nudge(&config, schema, spec, direction, text, sizeof text);
        stage_put(stage, key, text);
    }
}

/* The algorithm is the same in both. */
static bool learner_changes(const struct config *from, const struct config *to)
{
    const double *before = config_learner_values(from), *after = config_learner_values(to);

    for (size_t i = 0; i < LEARNER_PARAMS_MAX; i++)
        if (before[i] != after[i])
            return true;
    return false;
}

/* Describes what changes beyond the values themselves. */
static void describe(struct stage *stage, const struct config *from, const struct config *to)
{
    const double grown = engine_memory(to) - engine_memory(from);
    char *out = stage->effect;

    if (strcmp(from->algorithm, to->algorithm) != 0) {
        learner_explain_switch(from->algorithm, to->algorithm, out, STAGE_EFFECT_MAX);
    } else if (config_n(from) != config_n(to)) {
        snprintf(out, STAGE_EFFECT_MAX, "n %zu → %zu, %s%s", config_n(from), config_n(to),
                 grown >= 0.0 ? "+" : "", text_bytes(grown).at);
    } else if (from->noise != to->noise) {
        snprintf(out, STAGE_EFFECT_MAX, "the same noise on the labels, scaled; averages restart");
    } else if (learner_changes(from, to)) {
        snprintf(out, STAGE_EFFECT_MAX, "weights stay; averages and the plateau detector restart");
    } else {
        out[0] = '\0';
    }
}

bool stage_judge(struct stage *stage, const struct config *in_force,
                 const struct param_schema *schema, struct config *would_be)
{
    struct setting setting[STAGE_MAX];
    struct error err = {0};

    for (size_t i = 0; i < stage->count; i++)
        setting[i] = (struct setting){stage->at[i].key, stage->at[i].text};
    *would_be = *in_force;
    stage->is_refused = config_apply(would_be, schema, setting, stage->count, &err) != STATUS_OK ||
                        engine_check(would_be, in_force, &err) != STATUS_OK ||
                        !learner_takes(would_be, &err) /* the person reads why before Enter */;
    if (stage->is_refused) {
        snprintf(stage->effect, sizeof stage->effect, "%s", err.text);
        return false;
    }
    describe(stage, in_force, would_be);
    return true;
}
