/*
 * The kernel's modules that are loaded. Those that the kernel loads by itself when somebody makes a socket do not count:
 * they would cost a fresh guest for each family that a test uses for the first time.
 */
#ifndef INIT_MODULES_H
#define INIT_MODULES_H

#include "../lib/types.h"

/* Where /proc is in sight. */
void open_modules(void);

/* A module that the kernel loads by itself for a socket; the name stays in memory. */
void note_module_for_sockets(const char *name);

/* Before the first test. */
void learn_modules(void);

/* Whether others are loaded than then. */
MUST_USE int are_modules_changed(void);

/*
 * Whether two texts of /proc/modules name the same modules in the same order, but for those that are ignored; how often
 * each is used does not matter. Pure. A text may be cut off: what is left of its last line is a name, too.
 */
MUST_USE int are_same_modules(const char *one, const char *other, const char *const *ignored, size_t count);

#endif
