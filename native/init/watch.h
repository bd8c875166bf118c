/*
 * Is the guest still as it was laid out? A test that is root can, from its own namespace of mounts, take away or move
 * what others are mounted on here, and put something else in its place: another program under a test's name. Times can
 * be forged with the clock; changes of mounts are reported, and inode numbers are not reused.
 */
#ifndef INIT_WATCH_H
#define INIT_WATCH_H

#include "../lib/types.h"

/* From here on, whether the folder's entries change. Leaves with a problem when it cannot. */
void watch_folder(const char *path);

/*
 * Opens the table of mounts, before /proc is taken out of sight; then watches it, from the last change that is meant.
 */
void open_mount_table(void);
void watch_mounts(void);

/* Before the first test: how everything is mounted that is there for all of them. */
void learn_mounts(void);

/* Between two tests: whether any of it is mounted in another way, for all that see it: read-only, say, or smaller. */
MUST_USE int are_mount_options_changed(void);

/* Whether mounts have changed since the last call, or folders since they were first watched. */
MUST_USE int is_root_changed(void);

/* Whether what tests left in memory, in files above all, takes more than a quarter of it. */
MUST_USE int is_memory_filled(void);

/*
 * Digests the entries of an open folder, in whatever order they come: their inodes and names.
 * Returns 0, or a negative errno.
 */
MUST_USE reg digest_entries(int folder, u64 *digest);

#endif
