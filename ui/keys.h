/* ui: the keys that are not characters. */
#ifndef PLATEAU_UI_KEYS_H
#define PLATEAU_UI_KEYS_H

/* Keys: Unicode for characters, these for the others. */
enum key {
    TERM_KEY_NONE = -1,
    TERM_KEY_BASE = 0x110000,
    TERM_KEY_UP,
    TERM_KEY_DOWN,
    TERM_KEY_LEFT,
    TERM_KEY_RIGHT,
    TERM_KEY_PAGE_UP,
    TERM_KEY_PAGE_DOWN,
    TERM_KEY_HOME,
    TERM_KEY_END,
    TERM_KEY_DELETE,
    TERM_KEY_BACKSPACE,
    TERM_KEY_ENTER,
    TERM_KEY_TAB,
    TERM_KEY_BACKTAB,
    TERM_KEY_ESCAPE,
    TERM_KEY_INTERRUPT, /* Ctrl-C typed */
    TERM_KEY_SUSPEND,   /* Ctrl-Z typed */
    TERM_KEY_REDRAW,    /* Ctrl-L typed */
    TERM_KEY_PASTE,     /* a bracketed paste was swallowed: a paste never acts as keys */
    TERM_KEY_F,         /* TERM_KEY_F + n is Fn, n = 1..12 */
};

#endif
