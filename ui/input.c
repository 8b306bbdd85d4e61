#include "input.h"

#include "plateau/utf8.h"

enum {
    ESCAPE = 27,
    PASTE_SILENCE = 500,     /* ms: a paste that was cut lacks its end mark */
    PASTE_AT_ONCE = 1 << 14, /* bytes swallowed in one call, so that frames go on */
};

void input_init(struct input *input, int32_t (*read)(void *source), void *source)
{
    *input = (struct input){.read = read, .source = source, .held = INPUT_NONE};
}

static int32_t take(struct input *input)
{
    const int32_t held = input->held;

    if (held != INPUT_NONE) {
        input->held = INPUT_NONE;
        return held;
    }
    const int32_t code = input->read(input->source);
    input->more = code != INPUT_NONE;
    return code;
}

/*
 * Swallows the rest of ESC [ : parameters, then a final byte; three bytes more for a mouse report
 * ESC [ M. Right behind a lone or cut escape, curses hands out the marks of a paste in pieces, too.
 */
static void swallow_csi(struct input *input)
{
    int32_t code = take(input);
    int more = code == 'M' ? 3 : 0;
    int number = 0;

    while (code >= 0x20 && code <= 0x3f) {
        number = code >= '0' && code <= '9' && number < 1000 ? 10 * number + (code - '0') : 1000;
        code = take(input);
    }
    if (code > 0xff || code < 0x20) {
        input->held = code; /* a cut sequence: this code belongs to something else */
        return;
    }
    if (code == '~' && (number == 200 || number == 201)) {
        input->held = number == 200 ? INPUT_PASTE_BEGIN : INPUT_PASTE_END;
        return;
    }
    while (more-- > 0)
        take(input);
}

/*
 * Takes what follows an ESC that curses did not understand. A sequence arrives in one piece, so
 * that whatever follows later was typed.
 */
static int32_t after_escape(struct input *input)
{
    const int32_t code = take(input);

    if (code == '[') {
        swallow_csi(input);
        return TERM_KEY_NONE;
    }
    if (code == 'O') {
        const int32_t last = take(input);

        if (last < 0x20 || last > 0xff)
            input->held = last;
        return TERM_KEY_NONE;
    }
    input->held = code;
    return TERM_KEY_ESCAPE;
}

/* Adds one byte to a character above ASCII; TERM_KEY_NONE while the character is incomplete. */
static int32_t add_byte(struct input *input, int32_t code)
{
    const bool goes_on = code >= 0x80 && code <= 0xbf;
    size_t used;

    if (input->bytes > 0 && !goes_on) {
        input->bytes = 0;
        input->held = code;
        return UTF8_REPLACEMENT;
    }
    input->character[input->bytes++] = (char)(unsigned char)code;
    if (input->bytes < utf8_length((unsigned char)input->character[0]))
        return TERM_KEY_NONE;
    const uint32_t character = utf8_take(input->character, input->bytes, &used);
    input->bytes = 0;
    return (int32_t)character;
}

static int32_t key_of(struct input *input, int32_t code)
{
    if (input->bytes > 0 || (code >= 0x80 && code <= 0xff))
        return add_byte(input, code);
    switch (code) {
    case 3:
        return TERM_KEY_INTERRUPT;
    case '\b':
    case 127:
        return TERM_KEY_BACKSPACE;
    case '\t':
        return TERM_KEY_TAB;
    case '\n':
    case '\r':
        return TERM_KEY_ENTER;
    case 12:
        return TERM_KEY_REDRAW;
    case 26:
        return TERM_KEY_SUSPEND;
    case ESCAPE:
        return after_escape(input);
    default:
        return code;
    }
}

/* Swallows the part of a paste that has arrived; TERM_KEY_PASTE at its end. */
static int32_t swallow_paste(struct input *input, int64_t now)
{
    for (int i = 0; i < PASTE_AT_ONCE; i++) {
        const int32_t code = take(input);

        if (code == INPUT_NONE && now - input->pasted_at < PASTE_SILENCE)
            return TERM_KEY_NONE;
        if (code == INPUT_NONE || code == INPUT_PASTE_END) {
            input->pasting = false;
            return TERM_KEY_PASTE;
        }
        input->pasted_at = now;
    }
    return TERM_KEY_NONE;
}

int32_t input_key(struct input *input, int64_t now)
{
    while (!input->pasting) {
        const int32_t code = take(input);

        if (code == INPUT_NONE)
            return TERM_KEY_NONE;
        if (code == INPUT_PASTE_BEGIN) {
            input->pasting = true;
            input->pasted_at = now;
        } else if (code != INPUT_PASTE_END && code != INPUT_UNKNOWN) {
            const int32_t key = key_of(input, code);

            if (key != TERM_KEY_NONE)
                return key;
        }
    }
    return swallow_paste(input, now);
}

bool input_is_pending(const struct input *input)
{
    return input->more || input->held != INPUT_NONE;
}
