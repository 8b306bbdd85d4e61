/* plateau mmse: the two denoising errors as tables. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "exit_status.h"
#include "plateau/memory.h"
#include "plateau/mmse.h"

enum { POINTS_MAX = 10000, EXACT_DIGITS = 17 };

/* With a larger residual the eigenvalues add up to a wrong number, and the command refuses. */
static const double residual_most = 1e-7;

static const char kinds[] = "symmetric or rectangular";
static const char ranges[] = "A:B:COUNT with 0 < A < B and 2 to 10000 points, or A,B,... from 0";

/* The question, then the answer. */
struct request {
    bool rectangular;
    struct readout_law law;
    double gamma[2];
    size_t count;
    double *snr;
    struct mmse_point *point;
    double *iota;
};

static enum status refuse(const char *option, const char *value, const char *what,
                          struct error *err)
{
    return error_set(err, STATUS_INVALID, "--%s: '%.60s' is not valid; it takes %s", option, value,
                     what);
}

/*
 * Reads numbers with a separator between them. Returns how many, at most limit; 0 for any other
 * text.
 */
static size_t read_numbers(const char *text, char separator, double out[], size_t limit)
{
    for (size_t count = 0; count < limit;) {
        char *end;

        out[count] = strtod(text, &end);
        if (end == text || !isfinite(out[count++]))
            return 0;
        if (!*end)
            return count;
        if (*end != separator)
            return 0;
        text = end + 1;
    }
    return 0;
}

/* Reads "A:B:COUNT". */
static size_t read_range(const char *text, double out[])
{
    double range[3];

    if (read_numbers(text, ':', range, 3) != 3)
        return 0;
    const double low = range[0], high = range[1], count = range[2];
    if (!(low > 0.0 && low < high && count >= 2.0 && count <= POINTS_MAX) || count != floor(count))
        return 0;
    for (size_t i = 0; i < (size_t)count; i++)
        out[i] = low * pow(high / low, (double)i / (count - 1.0));
    return (size_t)count;
}

static enum status read_request(struct request *out, const struct options *options,
                                struct error *err)
{
    const char *kind = options->kind ? options->kind : "symmetric";
    const char *snr = options->snr ? options->snr : "0.01:100:41";

    out->rectangular = strcmp(kind, "rectangular") == 0;
    if (!out->rectangular && strcmp(kind, "symmetric") != 0)
        return refuse("kind", kind, kinds, err);
    if (out->rectangular && options->readout)
        return refuse("readout", options->readout, "no value with --kind rectangular", err);

    const size_t gammas = out->rectangular ? 2 : 1;
    const char *gamma = options->gamma ? options->gamma : gammas == 1 ? "0.5" : "0.5,0.5";

    if (read_numbers(gamma, ',', out->gamma, gammas) != gammas)
        return refuse("gamma", gamma, gammas == 1 ? "one number" : "two numbers, as in 0.5,0.3",
                      err);
    out->count =
        strchr(snr, ':') ? read_range(snr, out->snr) : read_numbers(snr, ',', out->snr, POINTS_MAX);
    if (out->count == 0)
        return refuse("snr", snr, ranges, err);
    return readout_law_parse(&out->law, options->readout ? options->readout : "ones", err);
}

static enum status find_point(const struct request *request, double snr, struct mmse_point *out,
                              struct error *err)
{
    return request->rectangular
               ? mmse_rectangular(request->gamma[0], request->gamma[1], snr, out, err)
               : mmse_symmetric(&request->law, request->gamma[0], snr, out, err);
}

static struct mmse *create_table(const struct request *request, struct error *err)
{
    return request->rectangular ? mmse_create_rectangular(request->gamma[0], request->gamma[1], err)
                                : mmse_create_symmetric(&request->law, request->gamma[0], err);
}

/* Solves the error and its slope at each snr; only the integral comes from a table. */
static enum status solve(struct request *request, struct error *err)
{
    for (size_t i = 0; i < request->count; i++) {
        const enum status status = find_point(request, request->snr[i], &request->point[i], err);

        if (status != STATUS_OK)
            return status;
        if (!(request->point[i].residual <= residual_most))
            return error_set(err, STATUS_DIVERGED,
                             "mmse: no convergence at snr %g: the eigenvalues add up to 1 only to "
                             "%.1e",
                             request->snr[i], request->point[i].residual);
    }

    struct mmse *table = create_table(request, err);

    if (!table)
        return err->code;
    for (size_t i = 0; i < request->count; i++)
        request->iota[i] =
            (request->rectangular ? 0.5 : 0.25) * mmse_integral(table, request->snr[i]);
    mmse_destroy(table);
    return STATUS_OK;
}

static void print_rows(const struct request *request)
{
    printf("snr,mmse,dmmse,iota\n");
    for (size_t i = 0; i < request->count; i++)
        printf("%.15g,%.15g,%.15g,%.15g\n", request->snr[i], request->point[i].mmse,
               request->point[i].slope, request->iota[i]);
}

static void print_object(const struct request *request)
{
    json_t *gamma = json_array(), *snr = json_array(), *mmse = json_array();
    json_t *dmmse = json_array(), *iota = json_array();

    for (size_t i = 0; i < (request->rectangular ? 2 : 1); i++)
        json_array_append_new(gamma, json_real(request->gamma[i]));
    for (size_t i = 0; i < request->count; i++) {
        json_array_append_new(snr, json_real(request->snr[i]));
        json_array_append_new(mmse, json_real(request->point[i].mmse));
        json_array_append_new(dmmse, json_real(request->point[i].slope));
        json_array_append_new(iota, json_real(request->iota[i]));
    }

    json_t *object = json_pack("{s:s, s:o, s:s?, s:o, s:o, s:o, s:o}", "kind",
                               request->rectangular ? "rectangular" : "symmetric", "gamma", gamma,
                               "readout", request->rectangular ? NULL : request->law.text, "snr",
                               snr, "mmse", mmse, "dmmse", dmmse, "iota", iota);

    if (!object)
        fatal("out of memory: no room for the result");
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(EXACT_DIGITS));
    printf("\n");
    json_decref(object);
}

static int run(struct request *request, const struct options *options)
{
    struct error err;
    enum status status = read_request(request, options, &err);

    if (status == STATUS_OK)
        status = solve(request, &err);
    if (status != STATUS_OK) {
        fprintf(stderr, "plateau: %s\n", err.text);
        return status == STATUS_INVALID ? EXIT_USAGE : EXIT_FAILED;
    }
    if (options->json)
        print_object(request);
    else
        print_rows(request);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("plateau: stdout");
        return EXIT_FAILED;
    }
    return EXIT_DONE;
}

int command_mmse(struct options *options)
{
    struct request request = {.snr = memory_need(POINTS_MAX, sizeof *request.snr),
                              .point = memory_need(POINTS_MAX, sizeof *request.point),
                              .iota = memory_need(POINTS_MAX, sizeof *request.iota)};
    const int status = run(&request, options);

    free(request.snr);
    free(request.point);
    free(request.iota);
    return status;
}
