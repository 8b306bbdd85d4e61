#include "plateau/memory.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/memory_limits.h"

static bool all_are(const void *at, size_t from, size_t to, unsigned char value)
{
    const unsigned char *bytes = at;

    for (size_t i = from; i < to; i++)
        if (bytes[i] != value)
            return false;
    return true;
}

Test(memory, a_buffer_grows_with_its_content_and_zeros)
{
    struct buffer buffer = {0};

    cr_assert_eq(buffer_resize(&buffer, 5003, NULL), STATUS_OK);
    cr_assert_eq((uintptr_t)buffer.at % 4096, 0);
    cr_assert(all_are(buffer.at, 0, 5003, 0));
    memset(buffer.at, 0xA5, 5003);
    cr_assert_eq(buffer_resize(&buffer, 30000017, NULL), STATUS_OK);
    cr_assert_eq(buffer.bytes, 30000017);
    cr_assert(all_are(buffer.at, 0, 5003, 0xA5));
    cr_assert(all_are(buffer.at, 5003, 30000017, 0));
    buffer_release(&buffer);
}

Test(memory, what_a_buffer_lost_by_shrinking_comes_back_as_zeros)
{
    const size_t shorter[] = {9999, 8193, 8192, 4097, 11};
    struct buffer buffer = {0};

    for (size_t i = 0; i < sizeof shorter / sizeof shorter[0]; i++) {
        cr_assert_eq(buffer_resize(&buffer, 10001, NULL), STATUS_OK);
        memset(buffer.at, 0x5A, 10001);
        cr_assert_eq(buffer_resize(&buffer, shorter[i], NULL), STATUS_OK);
        cr_assert_eq(buffer_resize(&buffer, 10001, NULL), STATUS_OK);
        cr_expect(all_are(buffer.at, 0, shorter[i], 0x5A), "to %zu", shorter[i]);
        cr_expect(all_are(buffer.at, shorter[i], 10001, 0), "to %zu", shorter[i]);
    }
    buffer_release(&buffer);
}

Test(memory, a_buffer_that_cannot_grow_is_as_it_was)
{
    const size_t too_much[] = {(size_t)1 << 62, SIZE_MAX - 5};
    struct buffer buffer = {0};
    struct error err;

    cr_assert_eq(buffer_resize(&buffer, 77, NULL), STATUS_OK);
    memset(buffer.at, 3, 77);
    for (size_t i = 0; i < 2; i++) {
        char bytes[32];
        const void *at = buffer.at;

        cr_assert_eq(buffer_resize(&buffer, too_much[i], &err), STATUS_NO_MEMORY);
        snprintf(bytes, sizeof bytes, "%zu", too_much[i]);
        cr_expect(strstr(err.text, bytes), "%s", err.text);
        cr_assert_eq(buffer.at, at);
        cr_assert_eq(buffer.bytes, 77);
        cr_assert(all_are(buffer.at, 0, 77, 3));
    }
    buffer_release(&buffer);
}

Test(memory, a_buffer_of_nothing_is_released)
{
    struct buffer buffer = {0};

    buffer_release(&buffer);
    cr_assert_eq(buffer_resize(&buffer, 1234, NULL), STATUS_OK);
    cr_assert_eq(buffer_resize(&buffer, 0, NULL), STATUS_OK);
    cr_assert_null(buffer.at);
    cr_assert_eq(buffer.bytes, 0);
}

Test(memory, blocks_are_aligned_and_zero)
{
    for (size_t count = 0; count < 200; count += 13) {
        void *at = memory_zeroed(count, 7);

        cr_assert_not_null(at);
        cr_expect_eq((uintptr_t)at % 64, 0);
        cr_expect(all_are(at, 0, count * 7, 0));
        free(at);
    }
}

Test(memory, refuses_a_block_whose_size_overflows)
{
    cr_assert_null(memory_zeroed(SIZE_MAX / 2, 3));
    cr_assert_null(memory_zeroed(SIZE_MAX, 1));
}

/* The address sanitizer ends a program that asks for so much. */
#if !defined(__SANITIZE_ADDRESS__)
Test(memory, says_when_a_block_cannot_be_had)
{
    cr_assert_null(memory_zeroed((size_t)1 << 61, 1));
}
#endif

Test(memory, what_is_needed_and_cannot_be_had_is_fatal, .exit_code = 1)
{
    cr_redirect_stderr();
    memory_need(SIZE_MAX / 2, 3);
}

/* A made-up /proc and /sys below a folder of its own. */
static void write_file(const char *root, const char *name, const char *text)
{
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s%s", root, name);
    for (char *slash = strchr(path + strlen(root) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }

    FILE *file = fopen(path, "w");

    cr_assert_not_null(file, "%s", path);
    fputs(text, file);
    fclose(file);
}

static char *make_root(char *name)
{
    char *root = mkdtemp(name);

    cr_assert_not_null(root);
    write_file(root, "/proc/meminfo",
               "MemTotal:       16000000 kB\nMemFree: 12 kB\nMemAvailable:    9000001 kB\n");
    return root;
}

static void remove_root(const char *root)
{
    char command[PATH_MAX];

    snprintf(command, sizeof command, "rm -r %s", root);
    cr_assert_eq(system(command), 0);
}

Test(memory, without_control_groups_the_system_decides)
{
    char name[] = "/tmp/plateau-memory-XXXXXX";
    const char *root = make_root(name);

    cr_expect_eq(memory_available_under(root), 9000001ULL * 1024);
    write_file(root, "/proc/self/cgroup", "0::/user/job\n");
    cr_expect_eq(memory_available_under(root), 9000001ULL * 1024);
    write_file(root, "/sys/fs/cgroup/user/job/memory.max", "max\n");
    cr_expect_eq(memory_available_under(root), 9000001ULL * 1024);
    remove_root(root);
}

Test(memory, the_tightest_group_above_decides)
{
    char name[] = "/tmp/plateau-memory-XXXXXX";
    const char *root = make_root(name);

    write_file(root, "/proc/self/cgroup", "4:cpu:/elsewhere\n0::/user/job\n");
    write_file(root, "/sys/fs/cgroup/user/job/memory.max", "70000\n");
    write_file(root, "/sys/fs/cgroup/user/job/memory.current", "3000\n");
    cr_expect_eq(memory_available_under(root), 67000);
    write_file(root, "/sys/fs/cgroup/user/memory.max", "50000\n");
    write_file(root, "/sys/fs/cgroup/user/memory.current", "20000\n");
    cr_expect_eq(memory_available_under(root), 30000);
    write_file(root, "/sys/fs/cgroup/user/memory.stat",
               "anon 11\ninactive_file_like 9\ninactive_file 5000\n");
    cr_expect_eq(memory_available_under(root), 35000);
    write_file(root, "/sys/fs/cgroup/memory.max", "17\n");
    write_file(root, "/sys/fs/cgroup/memory.current", "18\n");
    cr_expect_eq(memory_available_under(root), 0);
    remove_root(root);
}

Test(memory, reads_the_first_version_of_control_groups)
{
    char name[] = "/tmp/plateau-memory-XXXXXX";
    const char *root = make_root(name);

    write_file(root, "/proc/self/cgroup", "7:cpu:/x\n5:hugetlb,memory:/box\n0::/\n");
    write_file(root, "/sys/fs/cgroup/memory/box/memory.limit_in_bytes", "123456\n");
    write_file(root, "/sys/fs/cgroup/memory/box/memory.usage_in_bytes", "3456\n");
    write_file(root, "/sys/fs/cgroup/memory/box/memory.stat", "cache 9\ntotal_inactive_file 56\n");
    cr_expect_eq(memory_available_under(root), 120056);
    remove_root(root);
}

Test(memory, this_system_has_some)
{
    cr_expect_gt(memory_available(), 1 << 20);
    cr_expect_lt(memory_available(), UINT64_MAX);
}

static void assert_reads(double bytes, const char *expected)
{
    char out[32];

    memory_format(bytes, out, sizeof out);
    cr_assert_str_eq(out, expected, "%g is \"%s\", not \"%s\"", bytes, out, expected);
}

Test(memory, bytes_are_told_in_the_decimal_unit_that_fits)
{
    assert_reads(0.0, "0 B");
    assert_reads(12.0, "12 B");
    assert_reads(999.4, "999 B");
    assert_reads(999.5, "1 kB");
    assert_reads(1530.0, "2 kB");
    assert_reads(6.849e6, "6.8 MB");
    assert_reads(9.96e6, "10 MB");
    assert_reads(68.64e6, "69 MB");
    assert_reads(1.53e9, "1.5 GB");
    assert_reads(-2.385e6, "-2.4 MB");
    assert_reads(4e17, "400 PB");
    assert_reads(4e21, "4000000 PB");
}
