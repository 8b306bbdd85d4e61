/* What a person sees: the cells that libvterm holds, as text and attributes. */
#include "terminal_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int colour_index(const VTermColor *colour)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(colour) || VTERM_COLOR_IS_DEFAULT_BG(colour))
        return -1;
    return VTERM_COLOR_IS_INDEXED(colour) ? colour->indexed.idx : -2;
}

struct terminal_cell terminal_cell(struct terminal *terminal, int row, int column)
{
    VTermScreenCell cell = {.width = 1};

    vterm_screen_get_cell(terminal->screen, (VTermPos){.row = row, .col = column}, &cell);
    return (struct terminal_cell){
        .glyph = cell.chars[0] != 0 ? cell.chars[0] : ' ',
        .bold = cell.attrs.bold,
        .reverse = cell.attrs.reverse,
        .foreground = colour_index(&cell.fg),
        .background = colour_index(&cell.bg),
    };
}

static char *put_utf8(char *out, uint32_t glyph)
{
    if (glyph < 0x80) {
        *out++ = (char)glyph;
        return out;
    }
    const int more = glyph < 0x800 ? 1 : glyph < 0x10000 ? 2 : 3;
    static const unsigned lead[] = {0, 0xc0, 0xe0, 0xf0};
    *out++ = (char)(lead[more] | glyph >> (6 * more));
    for (int i = more - 1; i >= 0; i--)
        *out++ = (char)(0x80U | ((glyph >> (6 * i)) & 0x3fU));
    return out;
}

static char *scratch(struct terminal *terminal, size_t size)
{
    free(terminal->text);
    terminal->text = calloc(size, 1);
    if (!terminal->text)
        abort();
    return terminal->text;
}

static char *put_row(struct terminal *terminal, int row, int columns, char *out)
{
    char *end = out;

    for (int column = 0; column < columns; column++) {
        const uint32_t glyph = terminal_cell(terminal, row, column).glyph;
        out = put_utf8(out, glyph);
        if (glyph != ' ')
            end = out;
    }
    *end = '\0';
    return end;
}

const char *terminal_row(struct terminal *terminal, int row)
{
    int rows, columns;

    vterm_get_size(terminal->vterm, &rows, &columns);
    char *text = scratch(terminal, (size_t)columns * 4 + 1);
    put_row(terminal, row, columns, text);
    return text;
}

const char *terminal_text(struct terminal *terminal)
{
    int rows, columns;

    vterm_get_size(terminal->vterm, &rows, &columns);
    char *text = scratch(terminal, (size_t)rows * ((size_t)columns * 4 + 1) + 1);
    char *out = text;
    for (int row = 0; row < rows; row++) {
        out = put_row(terminal, row, columns, out);
        *out++ = '\n';
    }
    *out = '\0';
    return text;
}

/* Returns the columns before a byte of a row: all our glyphs are one column wide. */
static int column_of(const char *text, const char *at)
{
    int column = 0;

    for (; text < at; text++)
        column += ((unsigned char)*text & 0xc0U) != 0x80U;
    return column;
}

bool terminal_find(struct terminal *terminal, const char *needle, int *row, int *column)
{
    int rows, columns;

    vterm_get_size(terminal->vterm, &rows, &columns);
    for (int r = 0; r < rows; r++) {
        const char *text = terminal_row(terminal, r);
        const char *at = strstr(text, needle);
        if (!at)
            continue;
        if (row)
            *row = r;
        if (column)
            *column = column_of(text, at);
        return true;
    }
    return false;
}

/* Keeps only what can be seen: a blank has no weight, and one of its two colours does not show. */
static struct terminal_cell visible(struct terminal_cell cell)
{
    if (cell.glyph == ' ') {
        cell.bold = false;
        cell.background = cell.reverse ? cell.foreground : cell.background;
        cell.foreground = -1;
    }
    return cell;
}

char *terminal_picture(struct terminal *terminal)
{
    int rows, columns;
    char *text = NULL;
    size_t size = 0;

    vterm_get_size(terminal->vterm, &rows, &columns);
    FILE *out = open_memstream(&text, &size);
    if (!out)
        abort();
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
            char glyph[5] = "";
            const struct terminal_cell cell = visible(terminal_cell(terminal, row, column));
            *put_utf8(glyph, cell.glyph) = '\0';
            fprintf(out, "%s[%d,%d%s%s]", glyph, cell.foreground, cell.background,
                    cell.bold ? "b" : "", cell.reverse ? "r" : "");
        }
        fputc('\n', out);
    }
    fclose(out);
    return text;
}

static bool termios_are_equal(const struct termios *a, const struct termios *b)
{
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
           a->c_lflag == b->c_lflag && memcmp(a->c_cc, b->c_cc, sizeof a->c_cc) == 0;
}

/* libvterm shows whether a paste would be bracketed by bracketing one. */
static bool paste_is_bracketed(struct terminal *terminal)
{
    terminal->answered = false;
    terminal->is_probing = true;
    vterm_keyboard_start_paste(terminal->vterm);
    terminal->is_probing = false;
    return terminal->answered;
}

static bool pen_is_default(struct terminal *terminal)
{
    VTermState *state = vterm_obtain_state(terminal->vterm);
    VTermValue front, back, bold, reverse;

    vterm_state_get_penattr(state, VTERM_ATTR_FOREGROUND, &front);
    vterm_state_get_penattr(state, VTERM_ATTR_BACKGROUND, &back);
    vterm_state_get_penattr(state, VTERM_ATTR_BOLD, &bold);
    vterm_state_get_penattr(state, VTERM_ATTR_REVERSE, &reverse);
    return VTERM_COLOR_IS_DEFAULT_FG(&front.color) && VTERM_COLOR_IS_DEFAULT_BG(&back.color) &&
           !bold.boolean && !reverse.boolean;
}

const char *terminal_damage(struct terminal *terminal)
{
    struct termios now;

    if (terminal->alternate)
        return "the alternate screen is still on";
    if (!terminal->cursor_visible)
        return "the cursor is hidden";
    if (terminal->mouse != VTERM_PROP_MOUSE_NONE)
        return "mouse reports are on";
    if (paste_is_bracketed(terminal))
        return "bracketed paste is on";
    if (!pen_is_default(terminal))
        return "colours or attributes are not reset";
    if (tcgetattr(terminal->slave, &now) != 0)
        return "termios cannot be read";
    return termios_are_equal(&now, &terminal->before) ? NULL : "termios differ";
}
