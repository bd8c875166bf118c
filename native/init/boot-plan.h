/*
 * The file with the boot plan, which the host puts beside this program: before it starts the kernel, or while that boots. Then
 * this process says that it waits, and the host answers on a console once the file is there. No test runs by then.
 */
#ifndef INIT_BOOT_PLAN_H
#define INIT_BOOT_PLAN_H

#include "plan.h"

/* Keeps the folder that the kernel booted from in reach. Before that is left. */
void keep_boot_folder(void);

/*
 * Reads the plan, and removes it: it holds the tokens. Waits for it where it is not there; consoles are open.
 * Returns 0 or a negative errno.
 */
MUST_USE reg take_boot_plan(struct plan *plan);

#endif
