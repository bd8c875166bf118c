/*
 * Modules that are not there yet: uml-run fetches a kernel's modules when something in its guest looks for one. Until then
 * that call of the kernel waits.
 *
 * No security depends on it. The kernel may change the path after it was read, and then only misses what Landlock would
 * allow it to see.
 */
#ifndef SUPERVISOR_MODULES_H
#define SUPERVISOR_MODULES_H

#include "filter.h"

/*
 * In the guest's process: from now on the supervisor is told of each call by which hostfs looks for a file or opens a folder.
 * Where the host cannot tell it (before Linux 5.19, or beside another listener), asks for the modules at once, and waits.
 */
void watch_for_modules(const char *folder, int lifeline);

/*
 * In the supervisor: lets a call go on that waits at the listener, unless it is about what the folder, as hostfs names it, does
 * not have yet. Then writes on the lifeline what that is, a line, and returns 0: no more calls are to be received.
 */
int let_pass(int listener, const char *folder, int lifeline);

/* In the supervisor: the modules are there, so the call that waits goes on, and all others will. */
void take_modules(int listener);

#endif
