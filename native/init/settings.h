/*
 * Settings of the kernel. All of them that can be written to and read are compared with what they were before the first
 * test, byte by byte, in one system call.
 */
#ifndef INIT_SETTINGS_H
#define INIT_SETTINGS_H

#include "../lib/types.h"

/* A kernel without io_uring, or one that has it no longer: whether a setting was changed is not known. */
#define CANNOT_TELL "?"

/*
 * Where /proc and /sys are in sight. Costs as much as a test or two, so not for a test that nothing comes after.
 * `have_own_network`: what tests set of the network is theirs.
 */
void open_settings(int have_own_network);

/* Before the first test. */
void learn_settings(void);

/* The path of one that is different now; a null pointer when none is. Or CANNOT_TELL. */
MUST_USE const char *find_changed_setting(void);

/* Whether a file of these folders changes by itself, or by being read, or says nothing of the kernel's state. Pure. */
MUST_USE int is_unsettled(const char *path);

#endif
