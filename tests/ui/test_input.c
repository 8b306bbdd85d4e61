/* From bytes to keys: characters, pastes, and junk that must not become keys. */
#include "input.h"

#include <criterion/criterion.h>
#include <string.h>

#include "plateau/utf8.h"

/* A scripted terminal: codes until the end, then none. */
struct script {
    const int32_t *code;
    size_t count, next;
};

static int32_t read_script(void *source)
{
    struct script *script = source;

    return script->next < script->count ? script->code[script->next++] : INPUT_NONE;
}

/* Bytes of a string as codes. */
struct typed {
    const char *text;
};

static int32_t read_typed(void *source)
{
    struct typed *typed = source;

    return *typed->text ? (unsigned char)*typed->text++ : INPUT_NONE;
}

static void check_keys(const char *text, const int32_t expected[], size_t n)
{
    struct typed typed = {text};
    struct input input;

    input_init(&input, read_typed, &typed);
    for (size_t i = 0; i < n; i++)
        cr_assert_eq(input_key(&input, 0), expected[i], "key %zu of \"%s\"", i, text);
    cr_assert_eq(input_key(&input, 0), TERM_KEY_NONE, "more than %zu keys of \"%s\"", n, text);
    cr_assert_not(input_is_pending(&input));
}

#define CHECK_KEYS(text, ...)                                                                      \
    check_keys(text, (const int32_t[]){__VA_ARGS__},                                               \
               sizeof((const int32_t[]){__VA_ARGS__}) / sizeof(int32_t))

Test(input, characters_are_themselves)
{
    CHECK_KEYS("aZ 7", 'a', 'Z', ' ', '7');
    CHECK_KEYS("α€😀x", 0x3b1, 0x20ac, 0x1f600, 'x');
}

Test(input, control_keys_have_names)
{
    CHECK_KEYS("\x03\x1a\x0c\r\n\t\b\x7f\x15", TERM_KEY_INTERRUPT, TERM_KEY_SUSPEND,
               TERM_KEY_REDRAW, TERM_KEY_ENTER, TERM_KEY_ENTER, TERM_KEY_TAB, TERM_KEY_BACKSPACE,
               TERM_KEY_BACKSPACE, 0x15);
}

Test(input, escape_is_a_key_and_what_follows_too)
{
    CHECK_KEYS("\033", TERM_KEY_ESCAPE);
    CHECK_KEYS("\033\033q", TERM_KEY_ESCAPE, TERM_KEY_ESCAPE, 'q');
    CHECK_KEYS("\033x", TERM_KEY_ESCAPE, 'x');
}

Test(input, unknown_sequences_and_mouse_reports_are_no_keys)
{
    CHECK_KEYS("\033[1;9Xq", 'q');
    CHECK_KEYS("\033[<0;33;12Mq", 'q');
    CHECK_KEYS("\033[M a!q", 'q');
    CHECK_KEYS("\033[?62;22cq", 'q');
    CHECK_KEYS("\033Ojq", 'q');
}

Test(input, a_cut_sequence_swallows_no_key_of_a_name)
{
    CHECK_KEYS("\033[1;\033", TERM_KEY_ESCAPE);
    CHECK_KEYS("\033[1;\rq", TERM_KEY_ENTER, 'q');
    CHECK_KEYS("\033O\r", TERM_KEY_ENTER);
    check_keys("\033[", NULL, 0);
    check_keys("\033O", NULL, 0);
}

Test(input, junk_is_one_replacement_and_loses_nothing_after_it)
{
    CHECK_KEYS("\xff"
               "q",
               UTF8_REPLACEMENT, 'q');
    CHECK_KEYS("\xe2\x82q", UTF8_REPLACEMENT, 'q');
    CHECK_KEYS("\xe2\xe2\x82\xac", UTF8_REPLACEMENT, 0x20ac);
    CHECK_KEYS("\xed\xa0\x80q", UTF8_REPLACEMENT, 'q');
}

Test(input, a_character_may_come_in_pieces)
{
    struct typed typed = {"\xe2\x82"};
    struct input input;

    input_init(&input, read_typed, &typed);
    cr_assert_eq(input_key(&input, 0), TERM_KEY_NONE);
    cr_assert_not(input_is_pending(&input), "nothing to do before another byte comes");
    typed.text = "\xac";
    cr_assert_eq(input_key(&input, 0), 0x20ac);
    cr_assert(input_is_pending(&input), "the source was not seen empty");
    cr_assert_eq(input_key(&input, 0), TERM_KEY_NONE);
    cr_assert_not(input_is_pending(&input));
}

static struct input scripted(struct script *script)
{
    struct input input;

    input_init(&input, read_script, script);
    return input;
}

Test(input, keys_of_curses_pass_and_unknown_ones_do_not)
{
    static const int32_t codes[] = {TERM_KEY_UP, INPUT_UNKNOWN, TERM_KEY_F + 12, INPUT_PASTE_END};
    struct script script = {codes, 4, 0};
    struct input input = scripted(&script);

    cr_assert_eq(input_key(&input, 0), TERM_KEY_UP);
    cr_assert_eq(input_key(&input, 0), TERM_KEY_F + 12);
    cr_assert_eq(input_key(&input, 0), TERM_KEY_NONE);
}

Test(input, a_paste_is_one_key_that_is_none)
{
    static const int32_t codes[] = {'a',  INPUT_PASTE_BEGIN, 'q', '\r', 27, '[', TERM_KEY_F + 4,
                                    0xe2, INPUT_PASTE_END,   'z'};
    struct script script = {codes, 10, 0};
    struct input input = scripted(&script);

    cr_assert_eq(input_key(&input, 0), 'a');
    cr_assert_eq(input_key(&input, 0), TERM_KEY_PASTE);
    cr_assert_eq(input_key(&input, 0), 'z');
    cr_assert_eq(input_key(&input, 0), TERM_KEY_NONE);
}

/* Behind a lone or cut escape curses hands out the marks byte by byte. */
Test(input, marks_of_a_paste_count_in_pieces_too)
{
    static const int32_t codes[] = {27, 27, '[', '2', '0', '0', '~', 'q', '\r', INPUT_PASTE_END,
                                    'a'};
    struct script script = {codes, sizeof codes / sizeof *codes, 0};
    struct input input;

    input_init(&input, read_script, &script);
    cr_expect_eq(input_key(&input, 0), TERM_KEY_ESCAPE);
    cr_expect_eq(input_key(&input, 0), TERM_KEY_PASTE);
    cr_expect_eq(input_key(&input, 0), 'a');
    CHECK_KEYS("\x1b[201~b\x1b[2004~c", 'b', 'c');
}

Test(input, a_paste_without_an_end_ends_with_silence)
{
    static const int32_t codes[] = {INPUT_PASTE_BEGIN, 'q', 'q', '\r', 'x'};
    struct script script = {codes, 3, 0};
    struct input input = scripted(&script);

    cr_assert_eq(input_key(&input, 1000), TERM_KEY_NONE);
    script.count = 4;
    cr_assert_eq(input_key(&input, 1400), TERM_KEY_NONE, "its later bytes belong to it");
    cr_assert_eq(input_key(&input, 1800), TERM_KEY_NONE);
    cr_assert_not(input_is_pending(&input));
    cr_assert_eq(input_key(&input, 1901), TERM_KEY_PASTE);
    script.count = 5;
    cr_assert_eq(input_key(&input, 1902), 'x');
}

static int32_t read_endless(void *source)
{
    return ++*(int32_t *)source == 1 ? (int32_t)INPUT_PASTE_BEGIN : 'q';
}

Test(input, an_endless_paste_lets_frames_go_on)
{
    int32_t count = 0;
    struct input input;

    input_init(&input, read_endless, &count);
    for (int i = 0; i < 5; i++) {
        cr_assert_eq(input_key(&input, 0), TERM_KEY_NONE);
        cr_assert(input_is_pending(&input));
    }
}

/* Uniform random codes: never a hang, never a key that was not sent as one. */
Test(input, random_codes_are_survived)
{
    static int32_t codes[200000];
    uint64_t state = 2385;
    struct script script = {codes, sizeof codes / sizeof codes[0], 0};
    struct input input = scripted(&script);
    size_t keys = 0;

    for (size_t i = 0; i < script.count; i++) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const uint32_t word = (uint32_t)(state >> 40);
        codes[i] = word % 50 == 0  ? (int32_t)(TERM_KEY_BASE + word / 50 % 120)
                   : word % 7 == 0 ? 27
                                   : (int32_t)(word / 50 % 256);
    }
    for (;;) {
        const int32_t key = input_key(&input, 0);

        if (key == TERM_KEY_NONE && !input_is_pending(&input))
            break;
        cr_assert(key == TERM_KEY_NONE || (key >= 0 && key < INPUT_UNKNOWN), "key %x", key);
        keys += key != TERM_KEY_NONE;
    }
    cr_assert_gt(keys, 100);
}
