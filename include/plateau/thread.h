/* core: threads that receive no signals. Any thread. */
#ifndef PLATEAU_THREAD_H
#define PLATEAU_THREAD_H

#include <pthread.h>

/**
 * Calls pthread_create for a thread that leaves every signal to the program's signal thread, except
 * the five signals of a crash (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT), which are handled where
 * they happen.
 *
 * returns  0, or pthread_create's error
 */
int thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument);

#endif
