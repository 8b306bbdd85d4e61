/* ui: while curses has the screen, the messages that libraries write to stderr go to a file. */
#ifndef PLATEAU_UI_ERRLOG_H
#define PLATEAU_UI_ERRLOG_H

/**
 * Points stderr to $XDG_STATE_HOME/plateau/log, or ~/.local/state/plateau/log, or /dev/null when
 * neither can be written. A stderr that is not a terminal stays as it is.
 *
 * returns  a descriptor of the former stderr; -1 when stderr stays
 */
int errlog_take(void);

/** Points stderr back and closes the descriptor; harmless with -1. */
void errlog_give_back(int before);

#endif
