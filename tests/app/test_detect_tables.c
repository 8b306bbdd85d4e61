/*
 * Tables of other people: one curve in many shapes, in which plateau detect must find the same. The
 * inputs of tests/golden/tables, and others of each kind that are written here.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program.h"

#define GOLDEN PLATEAU_GOLDEN "/tables/"

enum { ROWS = 99, WORDS = 12 };

static struct program_end outcome;
static char folder[] = "/tmp/plateau-test-XXXXXX";
static char file[64];

/* The curve: a plateau from step 13 to 540 at .1641, escape at 757. */
static int step[ROWS];
static char value[ROWS][16];

static void create(void)
{
    FILE *curve = fopen(GOLDEN "18-long-name/in.csv", "r");
    char line[200];

    cr_assert(curve && fgets(line, sizeof line, curve));
    for (size_t i = 0; i < ROWS; i++) {
        cr_assert(fgets(line, sizeof line, curve));
        step[i] = (int)strtol(line, NULL, 10);
        snprintf(value[i], sizeof value[i], "%s", strchr(line, ',') + 1);
        value[i][strcspn(value[i], "\n")] = '\0';
    }
    fclose(curve);
    cr_assert(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/in.txt", folder);
}

static void destroy(void)
{
    unlink(file);
    rmdir(folder);
}

TestSuite(detect_tables, .init = create, .fini = destroy);

/* `detect` with these words, and NULL at the end. */
static void detect(const char *const words[])
{
    const char *all[WORDS + 2] = {"detect"};

    for (size_t i = 0; i < WORDS && words[i]; i++)
        all[i + 1] = words[i];
    program_run(&outcome, all, NULL);
}

static void expect_said(const char *words)
{
    cr_expect(strstr(outcome.err, words), "'%s' is not in: %s", words, outcome.err);
}

/* The result of the last run with --json. */
static json_t *result(void)
{
    json_error_t error;

    cr_assert_eq(outcome.status, 0, "status %d: %s", outcome.status, outcome.err);
    json_t *object = json_loads(outcome.out, 0, &error);
    cr_assert(object, "%s: %s", error.text, outcome.out);
    return object;
}

static json_t *column(const json_t *object, size_t i)
{
    return json_array_get(json_object_get(object, "columns"), i);
}

static double number(const json_t *object, const char *key)
{
    const json_t *member = json_object_get(object, key);

    return json_is_number(member) ? json_number_value(member) : (double)NAN;
}

static double escape_of(const json_t *trajectory)
{
    const json_t *escape = json_object_get(trajectory, "escape");

    return json_is_null(escape) ? -1.0 : number(escape, "step");
}

static json_t *plateau_of(const json_t *trajectory, size_t i)
{
    return json_array_get(json_object_get(trajectory, "plateaus"), i);
}

/* That of the curve, whose clock is origin + unit * step. */
static void expect_curve_at(const json_t *trajectory, double origin, double unit)
{
    const json_t *first = plateau_of(trajectory, 0);

    cr_assert(first, "no plateau: %s", outcome.out);
    cr_expect_null(plateau_of(trajectory, 1));
    cr_expect_float_eq(number(first, "start"), origin + 13 * unit, 1.001 * unit);
    cr_expect_float_eq(number(first, "end"), origin + 540 * unit, 1e-6);
    cr_expect_float_eq(number(first, "level"), 0.1641, 5e-4);
    cr_expect(json_is_false(json_object_get(first, "open")));
    cr_expect_float_eq(escape_of(trajectory), origin + 757 * unit, 1e-6);
}

/* As text and as JSON; the curve stands in the first column asked for. */
static void expect_curve(const char *path, const char *columns, const char *clock)
{
    const char *words[] = {path, "--json", NULL, NULL, NULL, NULL, NULL};
    size_t n = 2;

    if (columns) {
        words[n++] = "--column";
        words[n++] = columns;
    }
    if (clock) {
        words[n++] = "--step-column";
        words[n++] = clock;
    }
    detect(words);
    json_t *object = result();
    expect_curve_at(column(object, 0), 0.0, 1.0);
    json_decref(object);
    words[1] = "--quiet";
    detect(words);
    cr_expect(strstr(outcome.out, " 13 to 540, 1.62 decades: level 0.1641 +- "), "%s", outcome.out);
    cr_expect(strstr(outcome.out, " 757\n"), "%s", outcome.out);
    cr_expect_str_empty(outcome.err);
}

static void expect_refused(const char *const words[], const char *first, const char *second)
{
    detect(words);
    cr_expect_eq(outcome.status, 2, "%s: status %d", words[0], outcome.status);
    cr_expect_str_empty(outcome.out);
    expect_said(first);
    expect_said(second);
}

#define REFUSED(first, second, ...)                                                                \
    expect_refused((const char *[]){__VA_ARGS__, NULL}, first, second)

/* ---- the inputs of tests/golden/tables ---- */

Test(detect_tables, reads_the_curve_in_every_shape)
{
    static const char *const shapes[] = {"07-quoted-separator/header.csv",
                                         "07-quoted-separator/cell.csv",
                                         "08-decimal-comma/semicolon.csv",
                                         "08-decimal-comma/tab.tsv",
                                         "09-separator-guessed-from-a-name/in.csv",
                                         "09-separator-guessed-from-a-name/in.tsv",
                                         "10-columns-by-blanks/savetxt.dat",
                                         "10-columns-by-blanks/savetxt.csv",
                                         "10-columns-by-blanks/blanks.dat",
                                         "11-words-for-nothing/NA.csv",
                                         "11-words-for-nothing/None.csv",
                                         "11-words-for-nothing/null.csv",
                                         "12-no-header/cr.csv",
                                         "12-no-header/in.csv",
                                         "13-header-again/in.csv",
                                         "14-steps-go-back/resumed.csv",
                                         "15-cut-last-line/in.csv"};
    char path[200];

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        snprintf(path, sizeof path, GOLDEN "%s", shapes[i]);
        expect_curve(path, NULL, NULL);
    }
}

Test(detect_tables, finds_columns_by_names_of_any_kind)
{
    expect_curve(GOLDEN "07-quoted-separator/header.csv", "run k=3, lr=0.1 - eps", NULL);
    expect_curve(GOLDEN "07-quoted-separator/header.csv", "\"run k=3, lr=0.1 - eps\",eps", NULL);
    expect_curve(GOLDEN "18-long-name/in.csv",
                 "gpt2-small_lr3e-4_bs64_seed1_warmup2000_cosine_fp16_run17 - train/loss", NULL);
    expect_curve(GOLDEN "17-two-columns-of-one-name/in.csv", "3", NULL);
    expect_curve(GOLDEN "12-no-header/in.csv", "2", "1");
    REFUSED("'eps' is the name of the columns 2, 3", "--column 2",
            GOLDEN "17-two-columns-of-one-name/in.csv");
}

Test(detect_tables, names_in_latin_1_are_shown_in_utf8)
{
    static const char path[] = GOLDEN "04-json-latin1-column/in.csv";

    expect_curve(path,
                 "\xe9"
                 "cart",
                 NULL);
    expect_curve(path,
                 "\xc3\xa9"
                 "cart",
                 NULL);
    detect((const char *[]){path, "--column", "2", "--json", NULL});
    json_t *object = result();
    cr_expect_str_eq(json_string_value(json_object_get(column(object, 0), "name")), "\xc3\xa9"
                                                                                    "cart");
    json_decref(object);
}

static void expect_tame(const char *text)
{
    for (; *text; text++)
        cr_expect((unsigned char)*text >= ' ' || *text == '\n', "byte %d", *text);
}

Test(detect_tables, lets_no_file_steer_the_terminal)
{
    static const char header[] = GOLDEN "06-escape-sequence-in-a-table/header.csv";

    REFUSED("no column 'nope'", "]0;title", header, "--column", "nope");
    expect_tame(outcome.err);
    REFUSED("cell.csv:2: eps: ", "not valid", GOLDEN "06-escape-sequence-in-a-table/cell.csv");
    expect_tame(outcome.err);
    detect((const char *[]){header, "--column", "\x1b]0;title\x07\x1b[31mred", NULL});
    cr_expect_eq(outcome.status, 0, "%s", outcome.err);
    cr_expect(strstr(outcome.out, "[31mred, step 1 to 2\n"), "%s", outcome.out);
    expect_tame(outcome.out);
}

Test(detect_tables, says_what_was_passed_over)
{
    REFUSED("percent.csv:32: eps: '16%' is not valid", "a number",
            GOLDEN "11-words-for-nothing/percent.csv");
    detect((const char *[]){GOLDEN "12-no-header/in.csv", NULL});
    expect_said("the first line has numbers and no names");
    detect((const char *[]){GOLDEN "13-header-again/in.csv", NULL});
    expect_said("in.csv:51: the header again");
    detect((const char *[]){GOLDEN "14-steps-go-back/resumed.csv", NULL});
    expect_said("resumed.csv:51: step goes back: a resumed run; its rows replace 5 of eps");
    detect((const char *[]){GOLDEN "15-cut-last-line/in.csv", NULL});
    expect_said("in.csv:100: an unfinished line");
    cr_expect(strstr(outcome.out, "98 rows, fields between commas, 1 unfinished left out\n"), "%s",
              outcome.out);
}

Test(detect_tables, tells_two_runs_in_one_file_apart)
{
    detect((const char *[]){GOLDEN "14-steps-go-back/two-runs.csv", "--json", NULL});
    expect_said("two-runs.csv:101: step begins again");
    json_t *object = result();
    cr_assert_eq(json_array_size(json_object_get(object, "columns")), 2);
    for (size_t i = 0; i < 2; i++)
        expect_curve_at(column(object, i), 0.0, 1.0);
    cr_expect_str_eq(json_string_value(json_object_get(column(object, 1), "name")), "eps, part 2");
    json_decref(object);
}

Test(detect_tables, counts_clocks_from_their_origin)
{
    static const char wall[] = GOLDEN "16-clock-with-an-origin/wall.csv";

    detect((const char *[]){GOLDEN "16-clock-with-an-origin/resumed.csv", "--json", NULL});
    json_t *object = result();
    expect_curve_at(column(object, 0), 1e6, 1.0);
    cr_expect_eq(number(json_object_get(column(object, 0), "clock"), "origin"), 1e6);
    json_decref(object);
    detect(
        (const char *[]){wall, "--step-column", "Wall time", "--column", "Value", "--json", NULL});
    object = result();
    expect_curve_at(column(object, 0), 1.7e9, 0.25);
    json_decref(object);
    detect((const char *[]){GOLDEN "16-clock-with-an-origin/resumed.csv", "--origin", "0", NULL});
    cr_expect(strstr(outcome.out, "clock   step, 0.002 decade: too short, a plateau takes 0.35"),
              "%s", outcome.out);
}

Test(detect_tables, takes_rows_for_no_steps)
{
    static const char *const same[] = {GOLDEN "20-rows-are-no-steps/in.csv",
                                       GOLDEN "20-rows-are-no-steps/as-ours.csv"};

    for (size_t i = 0; i < 2; i++) {
        detect((const char *[]){same[i], "--json", NULL});
        json_t *object = result();
        const json_t *plateau = plateau_of(column(object, 0), 0);
        cr_assert(plateau);
        cr_expect_eq(number(plateau, "start"), 1000.0);
        cr_expect_eq(number(plateau, "end"), 7000.0);
        cr_expect_float_eq(number(plateau, "level"), 0.1633, 1e-4);
        cr_expect_eq(escape_of(column(object, 0)), 8000.0);
        json_decref(object);
    }
}

Test(detect_tables, a_run_that_diverged_does_not_go_on)
{
    detect((const char *[]){GOLDEN "03-nan-tail/in.csv", NULL});
    cr_expect(strstr(outcome.out, "  stops   step 601: no number in the last 117 rows but nan or "
                                  "inf: the run diverged\n"),
              "%s", outcome.out);
    cr_expect(strstr(outcome.out, "50 values, 117 nan or inf left out"), "%s", outcome.out);
    cr_expect_not(strstr(outcome.out, "and on"));
    detect((const char *[]){GOLDEN "03-nan-tail/in.csv", "--json", NULL});
    json_t *object = result();
    cr_expect(json_is_false(json_object_get(plateau_of(column(object, 0), 0), "open")));
    const json_t *stopped = json_object_get(column(object, 0), "stopped");
    cr_expect_eq(number(stopped, "clock"), 601.0);
    cr_expect_eq(number(stopped, "rows"), 117.0);
    cr_expect(json_is_true(json_object_get(stopped, "diverged")));
    json_decref(object);
}

Test(detect_tables, an_error_of_0_or_less_is_below_every_plateau)
{
    static const struct {
        const char *path, *column;
        double level;
    } curves[] = {{GOLDEN "01-zero-error/in.csv", "err", 0.5},
                  {GOLDEN "02-negative-values/in.csv", "energy", 0.1}};

    for (size_t i = 0; i < 2; i++) {
        detect((const char *[]){curves[i].path, "--column", curves[i].column, "--json", NULL});
        json_t *object = result();
        const json_t *first = plateau_of(column(object, 0), 0);
        cr_assert(first);
        cr_expect_null(plateau_of(column(object, 0), 1));
        cr_expect_eq(number(first, "end"), 571.0);
        cr_expect_float_eq(number(first, "level"), curves[i].level, 1e-9);
        cr_expect(json_is_false(json_object_get(first, "open")));
        cr_expect_eq(escape_of(column(object, 0)), 601.0);
        cr_expect_eq(number(json_object_get(column(object, 0), "values"), "not_positive"), 80.0);
        json_decref(object);
    }
}

Test(detect_tables, noise_is_no_escape)
{
    static const char *const paths[] = {GOLDEN "19-noise-is-no-escape/noise10.csv",
                                        GOLDEN "19-noise-is-no-escape/noise15.csv"};

    for (size_t i = 0; i < 2; i++) {
        detect((const char *[]){paths[i], "--json", NULL});
        json_t *object = result();
        cr_assert_eq(json_array_size(json_object_get(column(object, 0), "plateaus")), 2);
        cr_expect_float_eq(number(plateau_of(column(object, 0), 0), "level"), 0.2, 0.01);
        cr_expect_float_eq(number(plateau_of(column(object, 0), 1), "level"), 0.02, 0.002);
        const double escape = escape_of(column(object, 0));
        cr_expect(escape >= 1990.0 && escape <= 2200.0, "%g", escape);
        json_decref(object);
    }
}

static void expect_creep(const char *path, const char *name)
{
    detect((const char *[]){path, "--column", name, "--json", NULL});
    json_t *object = result();
    cr_expect_null(plateau_of(column(object, 0), 0), "%s", outcome.out);
    cr_expect_eq(json_array_size(json_object_get(column(object, 0), "creeping")), 1);
    cr_expect_eq(escape_of(column(object, 0)), -1.0);
    json_decref(object);
}

/* The one of the golden input, and others, with noise and without. */
Test(detect_tables, a_power_law_above_an_offset_is_no_plateau)
{
    static const double laws[][4] = {{2.0, 5.0, 0.2, 0.0},
                                     {3.2, 8.0, 0.3, 0.01},
                                     {1.7, 9.0, 0.25, 0.003},
                                     {0.5, 2.0, 0.25, 0.0}};

    expect_creep(GOLDEN "21-power-law-with-an-offset/in.csv", "loss");
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        FILE *out = fopen(file, "w");

        fputs("step,loss\n", out);
        for (int j = 0; j < 300; j++) {
            const double t = floor(pow(30000.0, j / 299.0) + 0.5);
            const double off = laws[i][3] * sin(1e4 * t * t);
            fprintf(out, "%g,%.6g\n", t,
                    (laws[i][0] + laws[i][1] * pow(t, -laws[i][2])) * (1 + off));
        }
        fclose(out);
        expect_creep(file, "loss");
    }
}

/* ---- other inputs of each kind ---- */

/* How one table is written: what stands before the rows, each row's format of a step and a value,
 * and what follows. */
struct shape {
    const char *before, *row, *after;
    char point; /* of the values; 0: '.' */
    const char *columns, *clock;
};

static void put_value(char out[sizeof value[0]], size_t i, char point)
{
    memcpy(out, value[i], sizeof value[i]);
    if (point && strchr(out, '.'))
        *strchr(out, '.') = point;
}

static void write_rows(FILE *out, const struct shape *shape, size_t from, size_t to)
{
    char text[sizeof value[0]];

    for (size_t i = from; i < to; i++) {
        put_value(text, i, shape->point);
        /* The shapes are literals of this file. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        fprintf(out, shape->row, step[i], text);
#pragma GCC diagnostic pop
    }
}

static void write_shape(const struct shape *shape)
{
    FILE *out = fopen(file, "w");

    cr_assert(out);
    fputs(shape->before, out);
    write_rows(out, shape, 0, ROWS);
    fputs(shape->after ? shape->after : "", out);
    fclose(out);
}

static void expect_shapes(const struct shape *shape, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        write_shape(&shape[i]);
        expect_curve(file, shape[i].columns, shape[i].clock);
    }
}

Test(detect_tables, reads_other_dialects)
{
    static const struct shape shapes[] = {
        /* Quotes. */
        {"step,\"eps, smooth\",x\n", "%d,%s,\"a \"\"b\"\", c\"\n", NULL, 0, "\"eps, smooth\"",
         NULL},
        {"\"step\"\t\"a\tb\"\t\"eps\"\n", "%d\t\"x\ty\"\t%s\n", NULL, 0, NULL, NULL},
        {"step;\"eps\"\n", "\"%d\"; \"%s\"\n", NULL, ',', NULL, NULL},
        {"step,note,eps\n", "%d,\"two\nlines\",%s\n", NULL, 0, NULL, NULL},
        /* Decimal commas. */
        {"step eps\n", "%d %s\n", NULL, ',', NULL, NULL},
        {"step|eps\n", "%d|%s\n", NULL, ',', NULL, NULL},
        {"Schritt;Fehler\n", "%d;%s;\n", NULL, ',', NULL, "Schritt"},
        /* Separators in names. */
        {"step;eps;a,b,c,d\n", "%d;%s;0\n", NULL, 0, NULL, NULL},
        {"step|eps|f(x; y), z\n", "%d|%s|1\n", NULL, 0, NULL, NULL},
        {"step,eps,mean loss of all\n", "%d,%s,1\n", NULL, 0, NULL, NULL},
        /* Blanks, and names behind a mark. */
        {"# made by a script\n#step  eps\n", "%6d\t%s  \n", NULL, 0, NULL, NULL},
        {"% step eps\n", " %d %s\n", NULL, 0, NULL, NULL},
        {"# step, eps\n", "%d %s\n", NULL, 0, NULL, NULL},
        {"\"eps\" \"step\" \"lr\"\n", "\"1\" %2$s %1$d 0.1\n", NULL, 0, NULL, NULL},
        /* No names; text before the table; an index without a name; an empty last field. */
        {"", "%d %s\n", NULL, 0, NULL, NULL},
        {"", "%d\t%s\t7\n", NULL, 0, "2", "1"},
        {"", "7,%d,%s\n", NULL, 0, "#3", "#2"},
        {"Run 17\n\nof Monday\nstep,eps\n", "%d,%s\n", NULL, 0, NULL, NULL},
        {",step,eps\n", "0,%d,%s\n", NULL, 0, NULL, NULL},
        {"step,eps,\n", "%d,%s,\n", NULL, 0, NULL, NULL},
        {"step,eps\r\n", "%d,%s\r\n", "\r\n", 0, NULL, NULL},
    };

    expect_shapes(shapes, sizeof shapes / sizeof *shapes);
}

Test(detect_tables, reads_other_words_for_nothing)
{
    static const char *const words[] = {"N/A",     "#N/A", "<NA>", "-",    "NaN",      "-nan",
                                        "1.#QNAN", "?",    "nil",  "NULL", "Infinity", "1e999"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        FILE *out = fopen(file, "w");
        const struct shape plain = {.row = "%d\t%s\n"};

        fputs("step\teps\n", out);
        write_rows(out, &plain, 0, 40);
        fprintf(out, "75\t%s\n", words[i]);
        write_rows(out, &plain, 40, ROWS);
        fclose(out);
        expect_curve(file, NULL, NULL);
    }
}

Test(detect_tables, reads_what_programs_log)
{
    static const struct shape shapes[] = {
        /* JSON lines. */
        {"", "{\"step\": %d, \"eps\": %s, \"tags\": [\"a\", {\"b\": 1}]}\n", NULL, 0, NULL, NULL},
        {"", "{\"_step\":%d,\"metrics\":{\"eps\":%s},\"note\":\"}, \\\"x\\\": 1\"}\n", NULL, 0,
         "metrics.eps", NULL},
        {"{\"config\":{\"lr\":0.1}}\n", "{\"step\":%d,\"eps\":%s}\n{\"eval\":NaN}\n",
         "{\"step\":5000,\"ep", 0, NULL, NULL},
        {"", "[%d, %s]\n", NULL, 0, NULL, NULL},
        /* A document: trainer_state.json, a list, TensorBoard, Keras. */
        {"{\n \"best_metric\": null, \"epoch\": 3.0,\n \"log_history\": [\n",
         "  {\n   \"epoch\": 0.1,\n   \"loss\": %2$s,\n   \"step\": %1$d\n  },\n",
         "  {\"step\": 4710, \"train_runtime\": 3.5}\n ],\n \"max_steps\": 4710\n}\n", 0, NULL,
         NULL},
        {"[", "{\"step\":%d,\"eps\":%s},", "{\"step\":4710,\"eps\":null}]", 0, NULL, NULL},
        {"[", "[1.7e9, %d, %s],", "[1.7e9, 4710, NaN]]", 0, NULL, "Step"},
        /* main.log of llm.c, and other words. */
        {"", "step=%d, eps=%s, lr=0.1\n", NULL, 0, NULL, NULL},
        {"", "iter:%d loss:%s\n", "iter:4710 lo", 0, NULL, NULL},
    };

    expect_shapes(shapes, sizeof shapes / sizeof *shapes);
}

/* An evaluation every few steps between rows of training. */
Test(detect_tables, reads_main_log_with_both_losses)
{
    FILE *out = fopen(file, "w");

    for (size_t i = 0; i < ROWS; i++)
        fprintf(out, "s:%d tel:%s\ns:%d trl:9.%zu lr:0.1 norm:1.00\n", step[i], value[i], step[i],
                i % 7);
    fclose(out);
    expect_curve(file, "tel", NULL);
    detect((const char *[]){file, NULL});
    cr_expect(strstr(outcome.out, "trl, s 1 to 4709\n"), "%s", outcome.out);
    cr_expect(strstr(outcome.out, "198 rows, words name:value\n"), "%s", outcome.out);
}

Test(detect_tables, reads_histories_of_lists)
{
    FILE *out = fopen(file, "w");

    fputs("{\"name\": \"keras\", \"step\": [", out);
    for (size_t i = 0; i < ROWS; i++)
        fprintf(out, "%s%d", i ? ", " : "", step[i]);
    fputs("],\n \"loss\": [", out);
    for (size_t i = 0; i < ROWS; i++)
        fprintf(out, "%s%s", i ? ",\n" : "", value[i]);
    fputs("]}", out);
    fclose(out);
    expect_curve(file, "loss", NULL);
}

static void write_utf16(bool big)
{
    FILE *in = fopen(GOLDEN "08-decimal-comma/tab.tsv", "r"), *out = fopen(file, "w");

    fputs(big ? "\xfe\xff" : "\xff\xfe", out);
    for (int c = fgetc(in); c != EOF; c = fgetc(in)) {
        fputc(big ? 0 : c, out);
        fputc(big ? c : 0, out);
    }
    fclose(in);
    fclose(out);
}

Test(detect_tables, reads_other_encodings)
{
    static const struct shape shapes[] = {
        {"\xEF\xBB\xBFstep,eps\n", "%d,%s\n", NULL, 0, NULL, NULL},
        {"step,Gr\xf6\xdf"
         "e\n",
         "%d,%s\n", NULL, 0,
         "Gr\xc3\xb6\xc3\x9f"
         "e",
         NULL},
        {"step,\xce\xb5\n", "%d,%s\n", NULL, 0, "\xce\xb5", NULL},
        {"{\"st\\u0065p\":1}\n", "{\"step\":%d,\"\\u03b5\":%s}\n", NULL, 0, "\xce\xb5", NULL},
    };

    expect_shapes(shapes, sizeof shapes / sizeof *shapes);
    for (int big = 0; big < 2; big++) {
        write_utf16(big);
        expect_curve(file, NULL, NULL);
    }
}

/* The parts of a log that was written by several runs, one after the other. */
static void write_parts(const char *row, const char *between, size_t stop, size_t resume)
{
    const struct shape shape = {.row = row};
    FILE *out = fopen(file, "w");

    fputs("step,eps\n", out);
    write_rows(out, &shape, 0, stop);
    fputs(between, out);
    write_rows(out, &shape, resume, ROWS);
    fclose(out);
}

Test(detect_tables, joins_restarted_logs)
{
    write_parts("%d,%s\n", "step,eps\n", 50, 43);
    expect_curve(file, NULL, NULL);
    write_parts("%d,%s\n", "", 90, 20); /* the first run had gone on past the escape */
    expect_curve(file, NULL, NULL);
    write_parts("%d,%s\n", "1step,eps\n", 50, 50); /* cut in a line, the header right behind */
    expect_curve(file, NULL, NULL);
    write_parts("%d,%s\n", "# resumed\n\n", 50, 50);
    expect_curve(file, NULL, NULL);
    write_parts("%d,%s\n", "", 50, 1);
    expect_curve(file, NULL, NULL);
    write_parts("%d,%s\n", "", 99, 0);
    detect((const char *[]){file, NULL});
    cr_expect(strstr(outcome.out, "eps, part 2: P1 step 13 to 540 at 0.1641; escape step 757\n"),
              "%s", outcome.out);
}

Test(detect_tables, passes_over_unfinished_last_lines)
{
    static const struct shape shapes[] = {
        {"step,eps,q\n", "%d,%s,.1\n", "5000", 0, NULL, NULL},
        {"step eps\n", "%d %s\n", "5000", 0, NULL, NULL},
        {"step;eps\n", "%d;%s\n", "5000;1,2e-", ',', NULL, NULL},
        {"", "{\"step\":%d,\"eps\":%s}\n", "{\"step\":5000,\"eps\":1", 0, NULL, NULL},
    };

    expect_shapes(shapes, sizeof shapes / sizeof *shapes);
}

Test(detect_tables, refuses_a_clock_that_goes_to_and_fro)
{
    FILE *out = fopen(file, "w");

    fputs("step,eps\n", out);
    for (int i = 0; i < 200; i++)
        fprintf(out, "%d,1\n", 10 + i / 2 + (i % 2) * 50);
    fclose(out);
    REFUSED("step goes back here", "sort the rows", file);
}

static void write_clock(const char *clock_format, double origin, double unit)
{
    FILE *out = fopen(file, "w");

    fputs("time,eps\n", out);
    for (size_t i = 0; i < ROWS; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        fprintf(out, clock_format, origin + unit * step[i]);
#pragma GCC diagnostic pop
        fprintf(out, ",%s\n", value[i]);
    }
    fclose(out);
}

Test(detect_tables, counts_other_clocks_from_their_origin)
{
    static const struct {
        const char *format;
        double origin, unit;
        const char *option;
    } clocks[] = {
        {"%.0f", 250000.0, 1.0, NULL},         /* steps after a pre-training */
        {"%.3f", 1764547200.0, 0.001, NULL},   /* seconds since 1970, a millisecond a step */
        {"%.0f", 1764547200000.0, 40.0, NULL}, /* milliseconds */
        {"%.4f", 0.0, 0.0005, NULL},           /* epochs */
        {"%.0f", -5000.0, 1.0, NULL},          /* time until something */
        {"%.0f", 100.0, 1.0, "100"},           /* a warm-up that does not count */
        {"%.0f", 100.0, 1.0, "first"},
    };

    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        write_clock(clocks[i].format, clocks[i].origin, clocks[i].unit);
        detect((const char *[]){file, "--json", "--step-column", "time",
                                clocks[i].option ? "--origin" : NULL, clocks[i].option, NULL});
        json_t *object = result();
        expect_curve_at(column(object, 0), clocks[i].origin, clocks[i].unit);
        json_decref(object);
    }
}

/* Sparse evaluations of a curve that is flat until 7000 and falls then as t^-4. */
Test(detect_tables, takes_other_rows_for_no_steps)
{
    static const char *const names[] = {"step", "iteration", "epoch"};
    static const int spacing[] = {500, 250, 1000};

    for (size_t i = 0; i < 3; i++) {
        FILE *out = fopen(file, "w");

        fprintf(out, "%s,eps\n", names[i]);
        for (int t = 0; t <= 20000; t += spacing[i])
            fprintf(out, "%d,%.6g\n", t, t <= 7000 ? 0.2 : 0.2 * pow(t / 7000.0, -4));
        fclose(out);
        detect((const char *[]){file, "--json", NULL});
        json_t *object = result();
        const json_t *plateau = plateau_of(column(object, 0), 0);
        cr_assert(plateau, "%s", outcome.out);
        cr_expect_leq(number(plateau, "start"), 1000.0);
        cr_expect_float_eq(number(plateau, "end"), 7000.0, 1001.0);
        cr_expect_float_eq(escape_of(column(object, 0)), 7500.0, 501.0);
        json_decref(object);
    }
}

/* Zeros in turn with other values, a value far below 0, and one zero by chance. */
Test(detect_tables, takes_other_values_of_0_or_less_for_low)
{
    static const double low[3][2] = {{0.0, 1e-3}, {-1e9, -1e-9}, {0.0, 0.3}};

    for (size_t i = 0; i < 3; i++) {
        FILE *out = fopen(file, "w");

        fputs("step,eps\n", out);
        for (int t = 1; t <= 3000; t += 20)
            fprintf(out, "%d,%g\n", t,
                    t <= 1000 ? 0.3
                    : i == 2  ? low[i][t > 1001]
                              : low[i][t / 20 % 2]);
        fclose(out);
        detect((const char *[]){file, "--json", NULL});
        json_t *object = result();
        cr_expect_eq(escape_of(column(object, 0)), i == 2 ? -1.0 : 1001.0, "%zu", i);
        cr_expect_geq(number(plateau_of(column(object, 0), 0), "end"), i == 2 ? 2000.0 : 900.0);
        json_decref(object);
    }
}

Test(detect_tables, tells_how_a_curve_stops)
{
    static const char *const tails[] = {"4710,NaN\n", "4710,\n4711,\n4712,\n",
                                        "4710,-inf\n4711,\n"};
    static const bool diverged[] = {true, false, true};
    struct shape shape = {.before = "step,eps\n", .row = "%d,%s\n"};

    for (size_t i = 0; i < 3; i++) {
        shape.after = tails[i];
        write_shape(&shape);
        detect((const char *[]){file, "--json", NULL});
        json_t *object = result();
        const json_t *stopped = json_object_get(column(object, 0), "stopped");
        cr_expect_eq(number(stopped, "clock"), 4710.0);
        cr_expect_eq(json_is_true(json_object_get(stopped, "diverged")), diverged[i]);
        json_decref(object);
    }
    /* A column that has a value in every third row does not stop. */
    shape.row = "%d,%s\n7,\n8,\n";
    shape.after = NULL;
    write_shape(&shape);
    detect((const char *[]){file, "--json", NULL});
    json_t *object = result();
    cr_expect(json_is_null(json_object_get(column(object, 0), "stopped")));
    json_decref(object);
}

Test(detect_tables, finds_other_columns_by_name_and_number)
{
    static const struct shape shapes[] = {
        {"step,2,1\n", "%d,9,%s\n", NULL, 0, "1", NULL}, /* a name before a number */
        {"step,2,1\n", "%d,9,%s\n", NULL, 0, "#3", NULL},
        {"step,a,a,a\n", "%d,1,2,%s\n", NULL, 0, "4", NULL},
        {"step,a,\"a,b\",b\n", "%d,1,%s,2\n", NULL, 0, "a,b", NULL},
        {"step,say \"\"hi\"\"\n", "%d,%s\n", NULL, 0, "2", NULL},
        {"t,error\n", "%d,%s\n", NULL, 0, NULL, NULL}, /* the only other one */
    };

    expect_shapes(shapes, sizeof shapes / sizeof *shapes);
    write_shape(&(struct shape){"step,a,b,a\n", "%d,1,2,%s\n", NULL, 0, NULL, NULL});
    REFUSED("'a' is the name of the columns 2, 4", "--column 2", file, "--column", "b,a");
    REFUSED("no column '5'", "step, a, b, a", file, "--column", "5");
    REFUSED("no column '0'", "step, a, b, a", file, "--column", "0");
}

Test(detect_tables, reads_long_names_in_other_places)
{
    char name[3001] = "", before[6100];

    memset(name, 'n', sizeof name - 1);
    snprintf(before, sizeof before, "step\t%s1\t%s2\n", name, name);
    write_shape(&(struct shape){before, "%d\t1\t%s\n", NULL, 0, NULL, NULL});
    strcpy(name + sizeof name - 1 - 1, "n");
    char asked[3100];
    snprintf(asked, sizeof asked, "%s2", name);
    expect_curve(file, asked, NULL);
    snprintf(before, sizeof before, "%s,eps\n", name);
    write_shape(&(struct shape){before, "%d,%s\n", NULL, 0, NULL, NULL});
    expect_curve(file, "eps", name);
}

Test(detect_tables, shows_no_control_characters_of_other_inputs)
{
    static const char *const cells[] = {"\x1b[2J",
                                        "\x9b"
                                        "31m",
                                        "\xc2\x9b"
                                        "5m",
                                        "\x7f\x08"};

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        FILE *out = fopen(file, "w");

        fprintf(out, "step,eps,%s\n1,.5,.5\n2,%s,.5\n", cells[i], cells[i]);
        fclose(out);
        detect((const char *[]){file, NULL});
        cr_expect_eq(outcome.status, 2);
        expect_tame(outcome.err);
        detect((const char *[]){file, "--column", cells[i], NULL});
        cr_expect_eq(outcome.status, 0, "%s", outcome.err);
        expect_tame(outcome.out);
        detect((const char *[]){file, "--column", "3", "--json", NULL});
        json_decref(result());
    }
    detect((const char *[]){"\x1b[31m.csv", NULL});
    expect_tame(outcome.err);
}

/* ---- several at once, and what never ends ---- */

Test(detect_tables, has_one_line_for_each_of_several_files)
{
    const char *const words[] = {GOLDEN "13-header-again/in.csv", GOLDEN "08-decimal-comma/tab.tsv",
                                 "--quiet", NULL};
    detect(words);
    cr_expect_str_eq(outcome.out,
                     GOLDEN "13-header-again/in.csv: eps: P1 step 13 to 540 at 0.1641; escape step "
                            "757\n" GOLDEN
                            "08-decimal-comma/tab.tsv: eps: P1 step 13 to 540 at 0.1641; escape "
                            "step 757\n");
    const char *const with_json[] = {words[0], words[1], "--json", NULL};
    detect(with_json);
    json_t *object = result();
    for (size_t i = 0; i < 2; i++)
        cr_expect_str_eq(json_string_value(json_object_get(column(object, i), "file")), words[i]);
    json_decref(object);
    /* One that is refused hides no other. */
    detect((const char *[]){words[0], "/nonexistent", NULL});
    cr_expect_eq(outcome.status, 2);
    cr_expect(strstr(outcome.out, "escape step 757\n"));
    expect_said("/nonexistent: ");
}

Test(detect_tables, has_one_line_for_each_run_of_a_column)
{
    FILE *out = fopen(file, "w");

    fputs("run,step,eps\n", out);
    for (size_t i = 0; i < ROWS; i++)
        fprintf(out, "adam,%d,%s\nsgd,%d,1\n", step[i], value[i], step[i]);
    fclose(out);
    detect((const char *[]){file, NULL});
    cr_expect_str_eq(outcome.out, "eps[adam]: P1 step 13 to 540 at 0.1641; escape step 757\n"
                                  "eps[sgd]: P1 step 7 to 4401 and on at 1; no escape\n");
}

Test(detect_tables, refuses_what_is_no_table)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *says;
    } files[] = {
        {"step,eps\n1,2\0\n", 14, ":2: a zero byte"},
        {"\x1f\x8b\x08", 3, "gzip"},
        {"PK\x03\x04", 4, "ZIP"},
        {"\x93NUMPY\x01\x00", 8, "NumPy"},
        {"{\"a\": \"b\"", 9, "JSON without rows"},
        {"\n", 1, "empty"},
        {"\xef\xbb\xbf", 3, "empty"},
        {"a", 1, "a: no number in 0 rows"},
        {"step,eps\n\"1,2\n3,4\n", 18, ":2: a quote that is opened here is never closed"},
        {"[[1,2],[3,", 10, "no valid JSON in the row"},
    };

    REFUSED("/dev/zero: a device", "a file", "/dev/zero");
    REFUSED("/dev/null: a device", "a file", "/dev/null");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        FILE *out = fopen(file, "w");

        fwrite(files[i].bytes, 1, files[i].size, out);
        fclose(out);
        REFUSED(files[i].says, files[i].says, file);
    }
}

/* Each would read on for ever. */
Test(detect_tables, ends_on_pipes_that_never_do, .timeout = 30)
{
    static const struct {
        const char *writer, *says;
    } pipes[] = {
        {"cat /dev/zero", "a zero byte"},
        {"yes", "not valid"},
        {"yes ''", "empty"},
        {"(echo step,eps; echo 1,1; yes '')", "a million lines without a row"},
        {"(echo step,eps; echo 1,1; yes '#')", "a million lines without a row"},
        {"(echo step,eps; echo 1,1; tr '\\0' x </dev/zero)", "a line of more than 16 MB"},
    };
    char command[300], said[1000];

    for (size_t i = 0; i < sizeof pipes / sizeof *pipes; i++) {
        snprintf(command, sizeof command, "%s 2>/dev/null | " PLATEAU_BINARY " detect - 2>&1",
                 pipes[i].writer);
        FILE *pipe = popen(command, "r");
        const size_t size = fread(said, 1, sizeof said - 1, pipe);
        said[size] = '\0';
        cr_expect_neq(pclose(pipe), 0);
        cr_expect(strstr(said, pipes[i].says), "%s: %s", pipes[i].writer, said);
    }
}

static size_t read_until(int fd, char *text, size_t size, const char *words)
{
    size_t at = 0;

    while (at + 1 < size && !strstr(text, words)) {
        const ssize_t got = read(fd, text + at, size - 1 - at);

        if (got <= 0)
            break;
        at += (size_t)got;
        text[at] = '\0';
    }
    return at;
}

Test(detect_tables, follows_a_file_that_grows, .timeout = 30)
{
    const struct shape shape = {.row = "%d,%s\n"};
    FILE *out = fopen(file, "w");
    char text[2000] = "";
    int fd;

    fputs("step,eps\n", out);
    write_rows(out, &shape, 0, 60);
    fputs("47", out); /* a line that is finished later */
    fflush(out);
    const pid_t pid = program_start((const char *[]){"detect", file, "--follow", NULL}, &fd);
    read_until(fd, text, sizeof text, " and on at 0.164");
    cr_expect(strstr(text, "eps: P1 step 13 to "), "%s", text);
    fseek(out, -2, SEEK_CUR);
    write_rows(out, &shape, 60, ROWS);
    fflush(out);
    read_until(fd, text, sizeof text, "escape step 757\n");
    cr_expect(strstr(text, "eps: P1 step 13 to 540 at 0.1641, left\neps: escape step 757\n"), "%s",
              text);
    fclose(out);
    unlink(file);
    read_until(fd, text, sizeof text, "rows, fields");
    cr_expect_eq(program_wait(pid), 0);
    close(fd);
}
