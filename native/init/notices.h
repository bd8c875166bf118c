/*
 * What the kernel tells of changes as they happen (inotify): as long as it has told nothing, files and folders need no
 * look, which costs a system call or more for each.
 */
#ifndef INIT_NOTICES_H
#define INIT_NOTICES_H

#include "../lib/types.h"

/*
 * From here on. What happens to an inode, by whatever mount: its mode, owner or extended attributes change, or the entries
 * of a folder do. Not told are flags (chattr), times of what is written through a map, and what a file system other than
 * tmpfs does by itself. `path`: a link is not followed. Returns whether there will be a notice; a kernel may have none.
 */
MUST_USE int expect_notice(const char *path);

/* Whether there was any since the last call, or more than the kernel keeps. */
MUST_USE int is_anything_noticed(void);

#endif
