/*
 * The file in which the host says what to do: the boot plan first, then, whenever this guest has run what it was given, more
 * tests. It lies in the folder that the kernel booted from, in which Landlock lets no guest write, and is removed as soon as it
 * has been read, before a test starts: it holds the tokens.
 */
#ifndef INIT_PLAN_FILE_H
#define INIT_PLAN_FILE_H

#include "plan.h"

/* Keeps the folder in reach. Before that is left. */
void keep_plan_folder(void);

/*
 * Reads the boot plan, which the host puts there before it starts the kernel, or while that boots: then this process says
 * that it waits, and the host answers on a console once the file is there. Consoles are open. Returns 0 or a negative errno.
 */
MUST_USE reg take_boot_plan(struct plan *plan);

/* Says that this guest is ready, and waits for what comes next. Returns 0 or a negative errno. */
MUST_USE reg take_next_plan(struct plan *plan);

#endif
