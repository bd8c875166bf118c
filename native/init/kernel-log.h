/* What the kernel reports: its log, and its taint. */
#ifndef INIT_KERNEL_LOG_H
#define INIT_KERNEL_LOG_H

#include "../lib/types.h"

/* Opens the log, to be written to. */
void open_kernel_log(void);

/* Opens the settings that a test may change and that are set back; before /proc is taken out of sight. */
void open_kernel_settings(void);

/* Marks the end of what belongs to a token, in its place among the kernel's own lines. */
void mark_kernel_log(const char *token);

/* What the kernel has tainted itself with so far; nobody can take that back. Returns 0 where it does not say. */
MUST_USE int read_taint(u64 *taint);

/* Whether the kernel tainted itself between the two as after a BUG, an Oops, a WARNING, a bad page or a soft lockup. */
MUST_USE int is_splat_taint(u64 before, u64 after);

#endif
