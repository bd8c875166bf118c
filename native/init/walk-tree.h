/* A walk over a tree of folders, for a copy of it. */
#ifndef INIT_WALK_TREE_H
#define INIT_WALK_TREE_H

#include <linux/stat.h>

#include "../lib/dirents.h"
#include "../lib/text.h"
#include "copy-tree.h"

/* Whether what statx(2) says is of a kind, such as S_IFDIR. */
#define IS(status, kind) (((status)->stx_mode & S_IFMT) == (kind))

/* A folder that is being walked, open; and its copy, or -1. */
struct level {
	int from, to;
	/* Of its path in the tree. */
	size_t length;
	struct statx status;
	struct dirents walk;
};

struct journey {
	const struct tree *tree;
	/*
	 * What is done with each entry of the innermost of `levels`; it sets `to` to the copy of a folder. Returns 0, or a
	 * negative errno, which ends the walk.
	 */
	reg (*visit)(struct journey *journey, const char *name, const struct statx *status, int *to);
	struct level *levels;
	int depth;
	/* Of the entry that is looked at, in the tree. */
	struct text path;
	/* How much there is of it: of entries, and in files, in bytes; and how many of these may be. */
	u64 entries, bytes, holes, most_bytes;
};

/* `top`: what the tree's own copy is open as; or -1. Returns 0, or a negative errno: -ENAMETOOLONG for a tree too deep. */
MUST_USE reg walk_tree(struct journey *journey, int top);

/* Owner, mode and times. */
void set_look(int at, const char *path, const struct statx *status, int flags);

/* Shows the entry that is looked at in its copy's place. Returns 0 or a negative errno. */
MUST_USE reg show_unreadable(const struct journey *journey);

#endif
