#include "rows.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plateau/branch.h"

static bool is_regular(const char *name)
{
    struct stat info;

    return stat(name, &info) == 0 && S_ISREG(info.st_mode);
}

enum status rows_open(struct rows *rows, const char *name, bool force, struct error *err)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

    if (fd < 0 && errno == EEXIST) {
        if (is_regular(name) && !force)
            return error_set(err, STATUS_INVALID,
                             "--csv: %s exists; take another name, or --force to write over it",
                             name);
        fd = open(name, O_WRONLY | O_TRUNC | O_CLOEXEC);
    }
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!file) {
        const int reason = errno;
        if (fd >= 0)
            close(fd);
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread asks for such a text. */
        return error_set(err, STATUS_INVALID, "--csv: %s: %s", name, strerror(reason));
    }
    *rows = (struct rows){.file = file, .name = name};
    return STATUS_OK;
}

static bool has_column(const struct rows *rows, size_t series)
{
    return series_exists((enum series)series, rows->layers, rows->groups);
}

static void end_line(struct rows *rows)
{
    errno = 0;
    if ((fputc('\n', rows->file) == EOF || fflush(rows->file) != 0 || ferror(rows->file)) &&
        rows->failure == 0)
        rows->failure = errno != 0 ? errno : EIO;
}

void rows_write_header(struct rows *rows, size_t layers, size_t groups)
{
    rows->layers = layers;
    rows->groups = groups;
    if (!rows->file)
        return;
    fputs("step,gradients,seconds,alpha,algorithm,replica", rows->file);
    for (size_t i = 0; i < SERIES_COUNT; i++) {
        if (!has_column(rows, i))
            continue;
        fprintf(rows->file, ",%s", series_column((enum series)i));
        if (i == SERIES_OPT)
            fputs(",branch", rows->file);
    }
    end_line(rows);
}

static const char *branch_at(const struct measurement *sample, double eps)
{
    return branch_of(eps, sample->value[SERIES_UNI], sample->value[SERIES_SPE]);
}

void rows_write(struct rows *rows, const struct measurement *sample)
{
    rows->count++;
    if (!rows->file || rows->failure != 0)
        return;
    fprintf(rows->file, "%" PRIu64 ",%.9g,%.9g,%.9g,%s,%" PRIu32, sample->step, sample->gradients,
            sample->seconds, sample->alpha, sample->learner, sample->replica);
    for (size_t i = 0; i < SERIES_COUNT; i++) {
        if (!has_column(rows, i))
            continue;
        fputc(',', rows->file);
        if (!isnan(sample->value[i]))
            fprintf(rows->file, "%.9g", sample->value[i]);
        if (i == SERIES_OPT)
            fprintf(rows->file, ",%s", branch_at(sample, sample->value[SERIES_EPS]));
    }
    end_line(rows);
}

void rows_close(struct rows *rows)
{
    if (!rows->file)
        return;
    if ((rows->file == stdout ? fflush(stdout) : fclose(rows->file)) != 0 && rows->failure == 0)
        rows->failure = errno;
    rows->file = NULL;
}
