/*
 * Is the guest still as it was laid out? A test that is root can, from its own namespace of mounts, take away or move
 * what others are mounted on here, and put something else in its place: another program under a test's name. Times can
 * be forged with the clock; changes of mounts are reported, and inode numbers are not reused.
 */
#ifndef INIT_WATCH_H
#define INIT_WATCH_H

#include "../lib/types.h"

/*
 * From here on, whether the folder's entries change. `name`: what tests know it by; it stays in memory. Leaves with a
 * problem when it cannot.
 */
void watch_folder(const char *path, const char *name);

/*
 * Opens the table of mounts, before /proc is taken out of sight; then watches it, from the last change that is meant.
 */
void open_mount_table(void);
void watch_mounts(void);

/* Before the first test: how everything is mounted that is there for all of them. */
void learn_mounts(void);

/* As it was then; empty when it is not known. */
const char *mount_table(void);

/* Between two tests: whether any of it is mounted in another way, for all that see it: read-only, say, or smaller. */
MUST_USE int are_mount_options_changed(void);

/*
 * The name of a folder whose entries have changed since it was first watched, or "mounts" when these have since the last
 * call; a null pointer when nothing has. `has_notice`: of notices.h. Only root can make device nodes: after another user's test, those that are new are
 * the kernel's own, as with the modules that it loads by itself.
 */
MUST_USE const char *find_changed_folder(int is_root, int has_notice);

/*
 * Copies the entries of an open folder, in their order: inode, kind and name of each, and a NUL. Sets `length`, at first the
 * room, to how much it is; what does not fit is left out. `to` may be a null pointer. Returns 0, or a negative errno.
 */
MUST_USE reg copy_entries(int folder, char *to, size_t *length);

#endif
