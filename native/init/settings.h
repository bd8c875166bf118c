/*
 * Is the kernel as it was? A test that is root can change settings of the kernel, load modules, make cgroups, set the clock.
 * All that can be written to and read is compared with what it was before the first test, byte by byte.
 */
#ifndef INIT_SETTINGS_H
#define INIT_SETTINGS_H

#include "../lib/types.h"

/* Where /proc is in sight. Costs as much as a test or two, so not for a test that nothing comes after. */
void open_settings(void);

/* Before the first test. */
void learn_settings(void);

/* Whether anything is different from then, or may be: where the kernel has no io_uring. */
MUST_USE int are_settings_changed(void);

/* Whether a file of these folders changes by itself, or by being read, or says nothing of the kernel's state. Pure. */
MUST_USE int is_unsettled(const char *path);

/*
 * Whether two texts of /proc/modules name the same modules in the same order; how often each is used does not matter. Pure.
 * A text may be cut off: what is left of its last line is a name, too.
 */
MUST_USE int are_same_modules(const char *one, const char *other);

#endif
