/* Copies a tree of folders into memory, as far as it is small. */
#ifndef INIT_COPY_TREE_H
#define INIT_COPY_TREE_H

#include "../lib/types.h"

struct tree {
	/* Paths of two folders; the second is there, and empty. */
	const char *from, *to;
	/* Paths in it that are left out. */
	char *const *hidden;
	size_t hidden_count;
};

/* How much is copied at most: entries, folders in each other, and of the guest's memory one part in so many. */
enum { MAX_COPIED_ENTRIES = 10000, MAX_COPIED_DEPTH = 64, COPIED_PART_OF_MEMORY = 4 };

/* Looks at no more of the tree than may be copied. */
MUST_USE int is_small_tree(const struct tree *tree);

/*
 * With owners, modes, times, links and holes. Sockets, pipes and devices are left out; what cannot be read is shown as it is.
 * Returns 0 or a negative errno.
 */
MUST_USE reg copy_tree(const struct tree *tree);

/* Makes a folder, unless it is there, with the owner, the mode and the times of another, as far as it can. */
void make_like(const char *like, const char *path);

#endif
