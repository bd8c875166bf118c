/*
 * Is the guest as it was before the first test? A test that is root can change settings of the kernel, load modules, make
 * cgroups and links of the network, set the clock, mount in another way. What its own namespaces do not keep to itself is
 * compared with what it was.
 */
#ifndef INIT_CHANGES_H
#define INIT_CHANGES_H

#include "../lib/types.h"

/*
 * Where /proc and /sys are in sight. Costs as much as a test or two, so not for a test that nothing comes after.
 * `user`: whose the tests are.
 */
void open_changes(u64 user);

/* Before the first test, and last: whatever is opened after it would be a change. */
void learn_changes(u64 user);

/*
 * After a test: what is different now, in a word or a few; a null pointer when nothing is. CANNOT_TELL (settings.h) when
 * all that could be compared is as it was. To be called before anything is unmounted: of that, the kernel tells a program
 * that a test may have named.
 */
MUST_USE const char *find_change(u64 user);

/* The same, of what can be told only once what was mounted for the test is taken away. */
MUST_USE const char *find_late_change(u64 user);

#endif
