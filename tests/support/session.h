/* tests: the Overview screen of a small endless run, in a terminal. */
#ifndef PLATEAU_TESTS_SESSION_H
#define PLATEAU_TESTS_SESSION_H

#include "terminal.h"

/** Starts first-light at d = 20 and waits until it runs. */
struct terminal *session_start(int rows, int columns);

/** Does the same at 24 x 80, with changes of the environment as terminal_start takes them. */
struct terminal *session_start_in(const char *const environment[]);

/** Pauses the computation, so that nothing on the screen moves by itself. */
void session_pause(struct terminal *terminal);

/** Waits until the picture rests: the last messages of a paused run have arrived. */
void session_settle(struct terminal *terminal);

/** Checks that repainting leaves every cell as it is; fails the test otherwise. */
void session_check_redraw(struct terminal *terminal, const char *when);

/** Ends the program by signal or key, checks status and terminal, and frees the terminal. */
void session_check_end(struct terminal *terminal, int status);

#endif
