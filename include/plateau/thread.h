/* core: threads that take no signals. Any thread. */
#ifndef PLATEAU_THREAD_H
#define PLATEAU_THREAD_H

#include <pthread.h>

/**
 * pthread_create for a thread that leaves every signal to the program's signal thread, but for the
 * five of a crash (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT), which are handled where they happen.
 * returns  0, or why there is no thread, as pthread_create has it
 */
int thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument);

#endif
