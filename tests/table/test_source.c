#include "table/source.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct source source;
static struct error err;

static void expect_line(bool keep, const char *text)
{
    char *line;
    size_t length;

    cr_assert_eq(source_line(&source, keep, &line, &length, &err), STATUS_OK, "%s", err.text);
    if (!text) {
        cr_expect_null(line);
        return;
    }
    cr_assert(line, "no line, but not '%s'", text);
    cr_expect_str_eq(line, text);
    cr_expect_eq(length, strlen(text));
}

static void open_bytes(const char *bytes, size_t size)
{
    const char *text;
    size_t seen;

    source_open_bytes(&source, bytes, size);
    cr_assert_eq(source_peek(&source, 1000, &text, &seen, &err), STATUS_OK);
}

Test(source, takes_lines_of_any_system)
{
    open_bytes("\xEF\xBB\xBF"
               "a\r\nb\n\nc",
               10);
    expect_line(false, "a");
    expect_line(false, "b");
    expect_line(false, "");
    expect_line(false, "c");
    cr_expect_eq(source.number, 4);
    cr_expect_not(source.is_whole);
    expect_line(false, NULL);
    source_close(&source);
    open_bytes("a\rb\r", 4);
    expect_line(false, "a");
    expect_line(false, "b");
    expect_line(false, NULL);
    source_close(&source);
}

/* A pair of surrogates, a lone one, and half a unit at the end. */
Test(source, reads_utf16)
{
    open_bytes("\xff\xfe"
               "a\0\x3d\xd8\x00\xde\n\0\x3d\xd8"
               "b\0c",
               15);
    expect_line(false, "a\xf0\x9f\x98\x80");
    expect_line(false, "\xef\xbf\xbd");
    source_close(&source);
    open_bytes("\xfe\xff\0a\x03\xb5\0\n", 8);
    expect_line(false, "a\xce\xb5");
    expect_line(false, NULL);
    source_close(&source);
}

Test(source, refuses_a_zero_byte_with_its_line)
{
    char *line;
    size_t length;

    open_bytes("a\nb\0c\n", 6);
    expect_line(false, "a");
    cr_expect_eq(source_line(&source, false, &line, &length, &err), STATUS_INVALID);
    cr_expect(strstr(err.text, "memory:2: a zero byte"), "%s", err.text);
    source_close(&source);
}

Test(source, leaves_an_unfinished_line_for_later)
{
    char path[] = "/tmp/plateau-test-XXXXXX";
    const int fd = mkstemp(path);

    cr_assert_eq(write(fd, "1,2\n3,", 6), 6);
    cr_assert_eq(source_open(&source, path, &err), STATUS_OK);
    cr_expect(source.is_file);
    expect_line(true, "1,2");
    expect_line(true, NULL);
    expect_line(true, NULL);
    cr_assert_eq(write(fd, "4\n5", 3), 3);
    source_resume(&source);
    expect_line(true, "3,4");
    expect_line(true, NULL);
    expect_line(false, "5");
    source_close(&source);
    close(fd);
    unlink(path);
}

Test(source, refuses_devices_and_what_is_not_there)
{
    cr_expect_eq(source_open(&source, "/dev/zero", &err), STATUS_INVALID);
    cr_expect(strstr(err.text, "/dev/zero: a device"), "%s", err.text);
    source_close(&source);
    cr_expect_eq(source_open(&source, "/nonexistent", &err), STATUS_INVALID);
    source_close(&source);
}
