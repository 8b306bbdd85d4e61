#include "term.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

/*
 * Included under this name, since ours is term.h, too; it makes a macro of our canvas's `columns`.
 */
#include <ncursesw/curses.h>
#include <ncursesw/term.h>
#undef columns

#include "crash.h"
#include "errlog.h"
#include "input.h"
#include "plateau/clock.h"
#include "plateau/ui.h"
#include "theme.h"

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

enum {
    SIZE_MOST = 1000, /* rows or columns; a terminal may claim 65535 */
    SHADED = INK_COUNT,
    CODE_PASTE_BEGIN = KEY_MAX + 1,
    CODE_PASTE_END,
};

/* Curses has one terminal, and tputs takes no argument to find another. Owned by: UI. */
static struct {
    SCREEN *screen; /* NULL when closed */
    WINDOW *keys;   /* a pad: reading from it never refreshes stdscr */
    struct termios modes;
    int stderr_;
    enum theme theme;
    bool unicode;
    struct canvas shown; /* what stdscr holds */
    struct input input;
    int report; /* PLATEAU_TEST_FD; -1 when unset */
    uint64_t frames, inputs;
    char restore[CRASH_BYTES_MAX];
    size_t restore_size;
} term;

/* Main thread only: nobody changes the environment meanwhile. */
static const char *environment(const char *name)
{
    return getenv(name); // NOLINT(concurrency-mt-unsafe)
}

/* ---- opening and closing ----------------------------------------------------------------------*/

bool ui_is_possible(struct error *err)
{
    const char *name = environment("TERM");
    bool moves;
    int found;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        error_set(err, STATUS_IO,
                  "the screen needs a terminal for input and output; `plateau run` needs none");
        return false;
    }
    if (!name || !*name || strcmp(name, "dumb") == 0) {
        error_set(err, STATUS_IO, "TERM is %s: no screen can be drawn; try `plateau run`",
                  name && *name ? name : "not set");
        return false;
    }
    if (setupterm(name, STDOUT_FILENO, &found) != OK) {
        error_set(err, STATUS_IO, "TERM=%s is not a terminal known here; try `plateau run`", name);
        return false;
    }
    moves = tigetstr("cup") != NULL;
    del_curterm(cur_term);
    if (!moves)
        error_set(err, STATUS_IO, "TERM=%s cannot move its cursor; try `plateau run`", name);
    return moves;
}

/*
 * Takes LC_CTYPE only: with LC_NUMERIC strtod and printf would not know the decimal point. Main
 * thread, before other threads rely on a locale.
 */
static bool take_locale(const char *name)
{
    return setlocale(LC_CTYPE, name) &&                // NOLINT(concurrency-mt-unsafe)
           strcmp(nl_langinfo(CODESET), "UTF-8") == 0; // NOLINT(concurrency-mt-unsafe)
}

static bool choose_unicode(enum ui_glyphs glyphs)
{
    const char *name = environment("TERM");
    const bool utf8 = take_locale("");

    if (glyphs == UI_GLYPHS_BRAILLE)
        return utf8 || take_locale("C.UTF-8");
    if (glyphs == UI_GLYPHS_ASCII || (name && strcmp(name, "linux") == 0))
        return false; /* the fonts of the Linux console have no braille */
    return utf8;
}

/*
 * Calls newterm, without the signal handlers that it would leave behind: `ui` handles signals
 * itself.
 */
static SCREEN *new_screen(void)
{
    static const int theirs[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
    enum { THEIRS = sizeof theirs / sizeof theirs[0] };
    struct sigaction before[THEIRS];

    for (int i = 0; i < THEIRS; i++)
        sigaction(theirs[i], NULL, &before[i]);
    SCREEN *screen = newterm(NULL, stdout, stdin);
    for (int i = 0; i < THEIRS; i++)
        sigaction(theirs[i], &before[i], NULL);
    return screen;
}

static int add_restore_byte(int byte)
{
    if (term.restore_size < sizeof term.restore)
        term.restore[term.restore_size++] = (char)byte;
    return byte;
}

static bool add_restore(const char *capability)
{
    const char *bytes = tigetstr(capability);

    /* tigetstr returns -1 for a name that is not a string capability. */
    if (!bytes || (intptr_t)bytes == -1)
        return false;
    tputs(bytes, 1, add_restore_byte);
    return true;
}

/* Bypasses curses' buffer, which doupdate and endwin leave empty: putp would use stdio's. */
static void write_tty(const char *bytes)
{
    size_t left = strlen(bytes);

    while (left > 0) {
        const ssize_t written = write(STDOUT_FILENO, bytes, left);

        if (written <= 0)
            return;
        bytes += written;
        left -= (size_t)written;
    }
}

/* Prepares the bytes that endwin would write, in its order. */
static void prepare_restore(void)
{
    static const char *const capabilities[] = {"op", "sgr0", "cnorm", "rmkx"};

    term.restore_size = 0;
    tputs(PASTE_OFF, 1, add_restore_byte);
    for (size_t i = 0; i < sizeof capabilities / sizeof capabilities[0]; i++)
        add_restore(capabilities[i]);
    if (!add_restore("rmcup"))
        tputs("\r\n", 1, add_restore_byte); /* the terminal has only one screen */
}

/* Goes back to the former screen; where the terminal has only one, to a line below the picture. */
static void leave_screen(void)
{
    const char *leave = tigetstr("rmcup");

    write_tty(PASTE_OFF);
    endwin();
    if (!leave || (intptr_t)leave == -1)
        write_tty("\r\n");
}

static void set_modes(void)
{
    set_escdelay(25);
    raw();
    noecho();
    nonl();
    typeahead(-1); /* a key never cuts a frame short */
    curs_set(0);
    leaveok(stdscr, TRUE);
    keypad(term.keys, TRUE);
    nodelay(term.keys, TRUE);
    define_key("\033[200~", CODE_PASTE_BEGIN);
    define_key("\033[201~", CODE_PASTE_END);
    define_key(NULL, KEY_MOUSE); /* unwanted: input.c swallows reports whole */
    write_tty(PASTE_ON);
}

static void set_colours(enum ui_colour wanted)
{
    term.theme =
        theme_choose(wanted, tigetnum("colors"), environment("NO_COLOR"), environment("TERM"));
    if (term.theme == THEME_MONO)
        return;
    if (start_color() != OK || use_default_colors() != OK) {
        term.theme = THEME_MONO;
        return;
    }
    for (int ink = 0; ink < INK_COUNT; ink++) {
        const enum ink i = (enum ink)ink;

        init_pair((short)(1 + ink), theme_look(term.theme, i).colour, THEME_DEFAULT);
        init_pair((short)(1 + SHADED + ink), theme_look_shaded(term.theme, i).colour,
                  theme_shade(term.theme));
    }
}

static int report_descriptor(void)
{
    const char *text = environment("PLATEAU_TEST_FD");
    char *end;

    if (!text || !*text)
        return -1;
    const long fd = strtol(text, &end, 10);
    return *end == '\0' && fd > STDERR_FILENO && fd < 1024 && fcntl((int)fd, F_GETFD) >= 0 ? (int)fd
                                                                                           : -1;
}

static int32_t read_code(void *source);

enum status term_open(enum ui_colour colour, enum ui_glyphs glyphs, struct error *err)
{
    const char *name = environment("TERM");
    int rows, columns;

    if (term.screen)
        return STATUS_OK;
    if (tcgetattr(STDIN_FILENO, &term.modes) != 0)
        return error_set(err, STATUS_IO, "the input is not a terminal; try `plateau run`");
    term.unicode = choose_unicode(glyphs);
    term.screen = new_screen();
    if (!term.screen) {
        return error_set(err, STATUS_IO, "no screen on a terminal with TERM=%s; try `plateau run`",
                         name ? name : "");
    }
    term.stderr_ = errlog_take();
    prepare_restore();
    crash_guard_thread();
    crash_arm(STDIN_FILENO, term.stderr_, &term.modes, term.restore, term.restore_size);
    term.keys = newpad(1, 1);
    input_init(&term.input, read_code, term.keys);
    set_modes();
    set_colours(colour);
    canvas_init(&term.shown, term.unicode);
    term.report = report_descriptor();
    term.frames = 0;
    term.inputs = 0;
    term_size(&rows, &columns); /* curses may believe LINES and COLUMNS instead */
    return STATUS_OK;
}

void term_close(void)
{
    if (!term.screen)
        return;
    leave_screen();
    tcsetattr(STDIN_FILENO, TCSANOW, &term.modes);
    crash_disarm();
    delwin(term.keys);
    delscreen(term.screen);
    term.screen = NULL;
    canvas_fini(&term.shown);
    errlog_give_back(term.stderr_);
}

void term_guard_thread(void)
{
    crash_guard_thread();
}

bool term_is_unicode(void)
{
    return term.unicode;
}

/* ---- showing ----------------------------------------------------------------------------------*/

static int clamped(int value)
{
    return value < 1 ? 1 : value > SIZE_MOST ? SIZE_MOST : value;
}

/* Says that stdscr does not hold the last frame any more. */
static void forget_shown(void)
{
    canvas_resize(&term.shown, 0, 0);
    erase();
}

void term_size(int *rows, int *columns)
{
    struct winsize size = {0};

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) {
        size.ws_row = (unsigned short)(term.screen ? clamped(LINES) : 24);
        size.ws_col = (unsigned short)(term.screen ? clamped(COLS) : 80);
    }
    *rows = clamped(size.ws_row);
    *columns = clamped(size.ws_col);
    if (term.screen && (*rows != LINES || *columns != COLS)) {
        resizeterm(*rows, *columns);
        forget_shown();
    }
}

static attr_t attributes_of(const struct cell *cell, struct look look)
{
    attr_t attributes = A_NORMAL;

    if (look.bold || (cell->attributes & CELL_BOLD))
        attributes |= A_BOLD;
    if (look.reverse || (cell->attributes & CELL_REVERSE))
        attributes |= A_REVERSE;
    if (look.underline)
        attributes |= A_UNDERLINE;
    return attributes;
}

static void carry_cell(int row, int column, struct cell cell)
{
    const bool background = cell.shade && theme_shade(term.theme) != THEME_DEFAULT;
    wchar_t text[2] = {0};
    cchar_t glyph;

    if (cell.glyph == ' ' && cell.shade && !background) {
        cell.glyph = ':';
        cell.ink = INK_PLATEAU;
    }
    const enum ink ink = (enum ink)cell.ink;
    const struct look look =
        background ? theme_look_shaded(term.theme, ink) : theme_look(term.theme, ink);
    const int pair = term.theme == THEME_MONO ? 0 : 1 + cell.ink + (background ? SHADED : 0);
    text[0] = (wchar_t)cell.glyph;
    setcchar(&glyph, text, attributes_of(&cell, look), (short)pair, NULL);
    mvadd_wch(row, column, &glyph); /* ERR in the last cell, where the cursor cannot go on */
}

static bool is_same(const struct cell *a, const struct cell *b)
{
    return a->glyph == b->glyph && a->ink == b->ink && a->attributes == b->attributes &&
           a->shade == b->shade;
}

void term_show(const struct canvas *canvas, bool whole)
{
    if (!term.screen)
        return;
    if (term.shown.rows != canvas->rows || term.shown.columns != canvas->columns) {
        forget_shown();
        canvas_resize(&term.shown, canvas->rows, canvas->columns);
    }
    for (int row = 0; row < canvas->rows && row < LINES; row++) {
        for (int column = 0; column < canvas->columns && column < COLS; column++) {
            const size_t i = (size_t)row * (size_t)canvas->columns + (size_t)column;

            if (!is_same(&canvas->at[i], &term.shown.at[i])) {
                carry_cell(row, column, canvas->at[i]);
                term.shown.at[i] = canvas->at[i];
            }
        }
    }
    if (whole)
        clearok(curscr, TRUE);
    wnoutrefresh(stdscr);
    doupdate();
    term.frames++;
    if (term.report >= 0) {
        dprintf(term.report, "%llu %llu %d %d\n", (unsigned long long)term.frames,
                (unsigned long long)term.inputs, canvas->rows, canvas->columns);
    }
}

/* ---- keys -------------------------------------------------------------------------------------*/

static int32_t code_of(int key)
{
    static const struct {
        int curses;
        int32_t code;
    } names[] = {
        {KEY_UP, TERM_KEY_UP},
        {KEY_DOWN, TERM_KEY_DOWN},
        {KEY_LEFT, TERM_KEY_LEFT},
        {KEY_RIGHT, TERM_KEY_RIGHT},
        {KEY_PPAGE, TERM_KEY_PAGE_UP},
        {KEY_NPAGE, TERM_KEY_PAGE_DOWN},
        {KEY_HOME, TERM_KEY_HOME},
        {KEY_END, TERM_KEY_END},
        {KEY_DC, TERM_KEY_DELETE},
        {KEY_BACKSPACE, TERM_KEY_BACKSPACE},
        {KEY_ENTER, TERM_KEY_ENTER},
        {KEY_BTAB, TERM_KEY_BACKTAB},
        {KEY_SUSPEND, TERM_KEY_SUSPEND}, /* the Linux console's terminfo calls Ctrl-Z so */
        {CODE_PASTE_BEGIN, INPUT_PASTE_BEGIN},
        {CODE_PASTE_END, INPUT_PASTE_END},
    };

    if (key < KEY_MIN)
        return key; /* a byte, or ERR = INPUT_NONE */
    if (key >= KEY_F(1) && key <= KEY_F(12))
        return TERM_KEY_F + (key - KEY_F0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (key == names[i].curses)
            return names[i].code;
    return INPUT_UNKNOWN;
}

/* Reads bytes rather than get_wch(), which swallows the keys after a byte that is not UTF-8. */
static int32_t read_code(void *source)
{
    return code_of(wgetch(source));
}

int32_t term_key(void)
{
    if (!term.screen)
        return TERM_KEY_NONE;
    const int32_t key = input_key(&term.input, (int64_t)(1e3 * clock_seconds()));
    term.inputs += key != TERM_KEY_NONE;
    return key;
}

void term_bell(void)
{
    if (term.screen)
        beep();
}

bool term_key_is_pending(void)
{
    return term.screen && input_is_pending(&term.input);
}

/* ---- suspending -------------------------------------------------------------------------------*/

static bool is_in_background(void)
{
    const pid_t foreground = tcgetpgrp(STDIN_FILENO);

    return foreground > 0 && foreground != getpgrp();
}

/*
 * Stops the whole group, as the terminal's driver would: a `make run` around us has to stop, too,
 * or the shell would wait for it. The kernel ignores this in an orphaned group, where nobody could
 * ever continue us.
 */
static void stop_group(void)
{
    const struct sigaction stop = {.sa_handler = SIG_DFL};
    struct sigaction before;
    sigset_t set, mask;

    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    sigaction(SIGTSTP, &stop, &before);
    pthread_sigmask(SIG_UNBLOCK, &set, &mask);
    kill(0, SIGTSTP);
    while (is_in_background())
        raise(SIGSTOP); /* continued by `bg`: we must not draw on the screen */
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &before, NULL);
}

void term_suspend(void)
{
    int rows, columns;

    if (!term.screen)
        return;
    leave_screen();
    stop_group();
    write_tty(PASTE_ON);
    term_size(&rows, &columns);
    clearok(curscr, TRUE);
    doupdate();
}
