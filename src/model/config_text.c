/*
 * The value of a row as text: where it is stored in struct config, which values are valid, how it
 * is read, and how it is written so that it reads back.
 */
#include "config_text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "writer.h"

/* Returns where the values of the algorithm in force are stored. */
static const struct learner_values *values_in_force(const struct config *config)
{
    for (size_t l = 0; l < LEARNERS_MAX; l++)
        if (strcmp(config->learner[l].name, config->algorithm) == 0)
            return &config->learner[l];
    fatal("the config has no values of algorithm \"%s\"", config->algorithm);
}

static size_t offset_of(const struct config *config, const struct param_schema *schema,
                        const struct param_spec *spec)
{
    if (!param_is_learners(spec))
        return spec->offset;
    const size_t index = (size_t)(spec - config_learner(config, schema).params);
    const double *value = &values_in_force(config)->value[index];
    return (size_t)((const char *)value - (const char *)config);
}

double config_number(const struct config *config, const struct param_schema *schema,
                     const struct param_spec *spec)
{
    const void *at = (const char *)config + offset_of(config, schema, spec);

    if (param_is_learners(spec))
        return *(const double *)at;
    switch (spec->kind) {
    case PARAM_COUNT:
        return (double)*(const uint64_t *)at;
    case PARAM_CHOICE:
        return *(const unsigned *)at;
    default:
        return *(const double *)at;
    }
}

const double *config_learner_values(const struct config *config)
{
    return values_in_force(config)->value;
}

static void add_list(struct writer *writer, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        writer_add(writer, "%s%s", i ? ", " : "", names[i]);
}

void config_accepts(const struct param_schema *schema, const struct param_spec *spec, char *out,
                    size_t size)
{
    struct writer writer = writer_start(out, size);
    char low[32], high[32];
    struct writer min = writer_start(low, sizeof low), max = writer_start(high, sizeof high);

    writer_add_real(&min, spec->min);
    writer_add_real(&max, spec->max);
    switch (spec->kind) {
    case PARAM_REAL:
        writer_add(&writer, "a number from %s to %s", low, high);
        break;
    case PARAM_COUNT:
        writer_add(&writer, "a whole number from %s to %s", low, high);
        break;
    case PARAM_BATCH:
        writer_add(&writer, "a whole number from %s to %s, or n/M", low, high);
        break;
    case PARAM_LAYERS:
        writer_add(&writer, "a number from %s to %s, or one per hidden layer", low, high);
        break;
    case PARAM_CHOICE:
        add_list(&writer, spec->choices);
        break;
    case PARAM_ALGORITHM:
        for (size_t l = 0; l < schema->count; l++)
            writer_add(&writer, "%s%s", l ? ", " : "", schema->learner(l).name);
        break;
    case PARAM_STARTS:
        writer_add(&writer,
                   "random, teacher, mix:R (R from %s to %s), or up to %d of them, one per "
                   "replica",
                   low, high, REPLICAS_MAX);
        break;
    case PARAM_ACTIVATION:
        writer_add(&writer, "[FACTOR*]");
        for (size_t i = 0; activation_name_at(i); i++)
            writer_add(&writer, "%s%s", i ? ", " : "", activation_name_at(i));
        writer_add(&writer, ":c0,c1,...; one, or one per hidden layer");
        break;
    case PARAM_READOUT:
        for (size_t i = 0; readout_law_name_at(i); i++)
            writer_add(&writer, "%s, ", readout_law_name_at(i));
        writer_add(&writer, "atoms:v1@p1,v2@p2,...");
        break;
    case PARAM_TEXT:
        writer_add(&writer, "a line of at most %s bytes", high);
        break;
    }
}

enum status param_refuse(const struct param_schema *schema, const struct param_spec *spec,
                         const char *value, const char *why, struct error *err)
{
    char accepts[200];

    config_accepts(schema, spec, accepts, sizeof accepts);
    return error_set(err, STATUS_INVALID, "%s: '%.40s' %s; takes %s", spec->name, value, why,
                     accepts);
}

/* Where the value of a row is stored. */
struct config_target {
    struct config *config;
    const struct param_schema *schema;
    const struct param_spec *spec;
    void *at;
};

static enum status refuse(const struct config_target *target, const char *value, const char *why,
                          struct error *err)
{
    return param_refuse(target->schema, target->spec, value, why, err);
}

/*
 * Reads the whole of text as a decimal: without blanks, hexadecimals, nan, inf or junk behind it.
 */
static bool number_read(const char *text, double *out)
{
    char *end;

    if (!*text || text[strspn(text, "+-.0123456789eE")])
        return false;
    *out = strtod(text, &end) + 0.0; /* -0 becomes 0 */
    return end != text && *end == '\0';
}

/* Reads one number of the row, within its bounds. */
static enum status read_bounded(const struct config_target *target, const char *text, bool whole,
                                double *out, struct error *err)
{
    const struct param_spec *spec = target->spec;

    if (!number_read(text, out))
        return refuse(target, text, "is not a number", err);
    if (whole && floor(*out) != *out)
        return refuse(target, text, "is not a whole number", err);
    if (*out < spec->min || *out > spec->max)
        return refuse(target, text, "is out of range", err);
    return STATUS_OK;
}

static enum status store_number(const struct config_target *target, double value)
{
    switch (param_is_learners(target->spec) ? PARAM_REAL : target->spec->kind) {
    case PARAM_COUNT:
        *(uint64_t *)target->at = (uint64_t)value;
        break;
    case PARAM_CHOICE:
        *(unsigned *)target->at = (unsigned)value;
        break;
    default:
        *(double *)target->at = value;
    }
    return STATUS_OK;
}

static enum status set_number(const struct config_target *target, const char *text,
                              struct error *err)
{
    double value = 0.0;
    const bool whole = target->spec->kind == PARAM_COUNT;
    const enum status status = read_bounded(target, text, whole, &value, err);

    return status == STATUS_OK ? store_number(target, value) : status;
}

/* Reads rows, or n/M for a share of the data, stored as -M. */
static enum status set_batch(const struct config_target *target, const char *text,
                             struct error *err)
{
    const bool share = strncmp(text, "n/", 2) == 0;
    double value = 0.0;
    const enum status status = read_bounded(target, share ? text + 2 : text, true, &value, err);

    if (status != STATUS_OK)
        return status;
    return store_number(target, share ? -value : value);
}

static enum status set_choice(const struct config_target *target, const char *text,
                              struct error *err)
{
    for (size_t i = 0; target->spec->choices[i]; i++)
        if (strcmp(target->spec->choices[i], text) == 0)
            return store_number(target, (double)i);
    return refuse(target, text, "is unknown", err);
}

static enum status set_algorithm(const struct config_target *target, const char *text,
                                 struct error *err)
{
    for (size_t l = 0; l < target->schema->count; l++) {
        if (strcmp(target->schema->learner(l).name, text) == 0) {
            snprintf(target->at, SHORT_NAME_BYTES, "%s", text);
            return STATUS_OK;
        }
    }
    return refuse(target, text, "is unknown", err);
}

static bool every_comma(const char *after)
{
    (void)after;
    return true;
}

/*
 * Polynomials have commas of their own: hermite:0,1,0.3. A comma begins the next layer when a
 * letter follows it, or a factor: "hermite:0,1,relu" and "relu,0.5*tanh" are two layers each.
 */
static bool activation_comma(const char *after)
{
    char *end;

    after += strspn(after, " \t");
    if (isalpha((unsigned char)*after))
        return true;
    strtod(after, &end);
    end += strspn(end, " \t");
    return end != after && *end == '*';
}

/*
 * Copies the list item at *cursor without the blanks around it, and moves on to the next; *cursor
 * is NULL after the last. Returns false for an item that is too long.
 */
static bool next_item(const char **cursor, bool (*separates)(const char *after), char *item,
                      size_t size)
{
    const char *begin = *cursor + strspn(*cursor, " \t");
    const char *end = begin;

    while (*end && !(*end == ',' && separates(end + 1)))
        end++;
    *cursor = *end ? end + 1 : NULL;
    while (end > begin && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    const size_t length = (size_t)(end - begin);
    if (length >= size)
        return false;
    memcpy(item, begin, length);
    item[length] = '\0';
    return true;
}

static enum status set_layers(const struct config_target *target, const char *text,
                              struct error *err)
{
    struct layers_real layers = {0};
    const char *cursor = text;
    char item[CONFIG_TEXT_MAX] = "";

    while (cursor) {
        if (layers.count == DEPTH_MAX)
            return refuse(target, text, "has more than 4 layers", err);
        if (!next_item(&cursor, every_comma, item, sizeof item))
            return refuse(target, text, "is too long", err);
        const enum status status =
            read_bounded(target, item, false, &layers.at[layers.count++], err);
        if (status != STATUS_OK)
            return status;
    }
    *(struct layers_real *)target->at = layers;
    return STATUS_OK;
}

static enum status set_activations(const struct config_target *target, const char *text,
                                   struct error *err)
{
    struct layers_activation layers = {0};
    const char *cursor = text;
    char item[ACTIVATION_TEXT_MAX] = "";

    while (cursor) {
        if (layers.count == DEPTH_MAX)
            return refuse(target, text, "has more than 4 layers", err);
        if (!next_item(&cursor, activation_comma, item, sizeof item))
            return refuse(target, text, "is too long", err);
        const enum status status = activation_parse(&layers.at[layers.count++], item, err);
        if (status != STATUS_OK)
            return status;
    }
    *(struct layers_activation *)target->at = layers;
    return STATUS_OK;
}

static enum status set_readout(const struct config_target *target, const char *text,
                               struct error *err)
{
    struct readout_law law;
    const enum status status = readout_law_parse(&law, text, err);

    if (status == STATUS_OK)
        *(struct readout_law *)target->at = law;
    return status;
}

static enum status read_start(const struct config_target *target, const char *item,
                              struct start *out, struct error *err)
{
    *out = (struct start){START_RANDOM, 0.0};
    if (strcmp(item, "random") == 0)
        return STATUS_OK;
    if (strcmp(item, "teacher") == 0) {
        out->kind = START_TEACHER;
        return STATUS_OK;
    }
    if (strncmp(item, "mix:", 4) != 0)
        return refuse(target, item, "is unknown", err);
    out->kind = START_MIX;
    return read_bounded(target, item + 4, false, &out->overlap, err);
}

static enum status set_starts(const struct config_target *target, const char *text,
                              struct error *err)
{
    struct starts starts = {0};
    const char *cursor = text;
    char item[CONFIG_TEXT_MAX] = "";

    while (cursor) {
        if (starts.count == REPLICAS_MAX)
            return refuse(target, text, "has more than 8 starts", err);
        if (!next_item(&cursor, every_comma, item, sizeof item))
            return refuse(target, text, "is too long", err);
        const enum status status = read_start(target, item, &starts.at[starts.count++], err);
        if (status != STATUS_OK)
            return status;
    }
    *(struct starts *)target->at = starts;
    return STATUS_OK;
}

/* Titles go to the terminal: control characters are refused. */
static enum status set_text(const struct config_target *target, const char *text, struct error *err)
{
    const size_t length = strlen(text);

    if ((double)length > target->spec->max)
        return refuse(target, text, "is too long", err);
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            return refuse(target, "", "has a control character", err);
    memcpy(target->at, text, length + 1);
    return STATUS_OK;
}

enum status config_set(struct config *config, const struct param_schema *schema,
                       const struct param_spec *spec, const char *value, struct error *err)
{
    const struct config_target target = {config, schema, spec,
                                         (char *)config + offset_of(config, schema, spec)};

    switch (spec->kind) {
    case PARAM_REAL:
    case PARAM_COUNT:
        return set_number(&target, value, err);
    case PARAM_BATCH:
        return set_batch(&target, value, err);
    case PARAM_CHOICE:
        return set_choice(&target, value, err);
    case PARAM_ALGORITHM:
        return set_algorithm(&target, value, err);
    case PARAM_LAYERS:
        return set_layers(&target, value, err);
    case PARAM_ACTIVATION:
        return set_activations(&target, value, err);
    case PARAM_READOUT:
        return set_readout(&target, value, err);
    case PARAM_STARTS:
        return set_starts(&target, value, err);
    case PARAM_TEXT:
        break;
    }
    return set_text(&target, value, err);
}

void param_add_number(struct writer *writer, const struct param_spec *spec, double value)
{
    if (spec->kind == PARAM_CHOICE)
        writer_add(writer, "%s", spec->choices[(size_t)value]);
    else if (spec->kind == PARAM_BATCH && value < 0.0)
        writer_add(writer, "n/%.0f", -value);
    else if (spec->kind == PARAM_BATCH || spec->kind == PARAM_COUNT)
        writer_add(writer, "%.0f", value);
    else
        writer_add_real(writer, value);
}

static void add_layers(struct writer *writer, const struct layers_real *layers)
{
    for (size_t l = 0; l < layers->count; l++) {
        writer_add(writer, "%s", l ? "," : "");
        writer_add_real(writer, layers->at[l]);
    }
}

static void add_activations(struct writer *writer, const struct layers_activation *layers)
{
    char item[ACTIVATION_TERMS_MAX * 32]; /* all digits of every coefficient */

    for (size_t l = 0; l < layers->count; l++) {
        activation_format(&layers->at[l], item, sizeof item);
        writer_add(writer, "%s%s", l ? "," : "", item);
    }
}

static void add_starts(struct writer *writer, const struct starts *starts)
{
    static const char *const names[] = {
        [START_RANDOM] = "random", [START_TEACHER] = "teacher", [START_MIX] = "mix:"};

    for (size_t r = 0; r < starts->count; r++) {
        writer_add(writer, "%s%s", r ? "," : "", names[starts->at[r].kind]);
        if (starts->at[r].kind == START_MIX)
            writer_add_real(writer, starts->at[r].overlap);
    }
}

void config_format(const struct config *config, const struct param_schema *schema,
                   const struct param_spec *spec, char *out, size_t size)
{
    const void *at = (const char *)config + offset_of(config, schema, spec);
    struct writer writer = writer_start(out, size);

    switch (spec->kind) {
    case PARAM_LAYERS:
        add_layers(&writer, at);
        break;
    case PARAM_ACTIVATION:
        add_activations(&writer, at);
        break;
    case PARAM_READOUT:
        writer_add(&writer, "%s", ((const struct readout_law *)at)->text);
        break;
    case PARAM_STARTS:
        add_starts(&writer, at);
        break;
    case PARAM_ALGORITHM:
    case PARAM_TEXT:
        writer_add(&writer, "%s", (const char *)at);
        break;
    default:
        param_add_number(&writer, spec, config_number(config, schema, spec));
    }
}
