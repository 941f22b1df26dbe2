/* fault: places where tests may break things. In the installed program every
 * call here is an empty function; in the test build (WARTEL_TEST) the
 * environment WARTEL_CRASH=name[:n] ends the process by SIGKILL at the n-th
 * passage of fault_crash("name"), and WARTEL_FAULT=name[:n[:count]] makes
 * fault_hit("name") true from the n-th passage on, count times (1). Each that
 * fired is written as a line to the file WARTEL_FAULT_LOG, so that a test can
 * assert it. Threads: safe from any. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>

void fault_crash(const char *name);
bool fault_hit(const char *name);
/* Writes "WHAT NAME" to that file: something that a test wants to know happened. */
void fault_note(const char *what, const char *name);
/* The same from inside a test, instead of the environment: NULL clears. With
 * soft, a crash point calls on_crash (which may longjmp) instead of dying. */
void fault_arm(const char *crash, const char *fault, void (*on_crash)(const char *name));

#endif
