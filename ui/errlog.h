/* ui: while the screen is ours, what libraries write to stderr goes to a file. */
#ifndef PLATEAU_UI_ERRLOG_H
#define PLATEAU_UI_ERRLOG_H

/**
 * Points stderr to $XDG_STATE_HOME/plateau/log, or ~/.local/state/plateau/log, or /dev/null when
 * neither can be written. One that is no terminal already stays as it is. Returns a descriptor of
 * what stderr was; -1 when it stays.
 */
int errlog_take(void);

/** Points stderr back and closes the descriptor; harmless with -1. */
void errlog_give_back(int before);

#endif
