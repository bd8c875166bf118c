/* A folder in a walk over the project's folder: as it is now, and what it was before. */
#ifndef INIT_WALK_LEVEL_H
#define INIT_WALK_LEVEL_H

#include "../lib/dirents.h"
#include "changed-file.h"
#include "kept-paths.h"
#include "project.h"

enum { MAX_PATH = 4096 };

/* One lasts for all folders of its depth, one after another. */
struct level {
	struct level *above, *below;
	int depth;
	/* Open to be read; and with O_PATH, or -1 for none. */
	int now, before;
	/* It was not there before; it was somewhere else. */
	int is_new, is_moved;
	enum fate fate;
	/* How many changes were lost before it. */
	u64 lost;
	size_t path_length;
	/* Where it was before. */
	struct text origin;
	char origin_bytes[MAX_PATH];
	struct dirents walk;
};

/* The top's level, to be filled in by `open_top`. Returns a null pointer without memory. */
MUST_USE struct level *new_level(void);

/* Both return 0 or a negative errno. */
MUST_USE reg open_top(struct level *top, const struct project *project);
/* The folder of an entry of this level, in the level below. */
MUST_USE reg open_below(struct level *level, const struct entry *entry, const struct project *project);

void close_level(struct level *level);

#endif
