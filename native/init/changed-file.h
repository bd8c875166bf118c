/* One entry of the project's folder that is no folder: how it differs from the one that was there before. */
#ifndef INIT_CHANGED_FILE_H
#define INIT_CHANGED_FILE_H

#include <linux/stat.h>

#include "../lib/number-set.h"
#include "change-stream.h"

/* An entry of a folder; where the same was before, if it was. */
struct entry {
	const char *name;
	/* The folders that it is in, and that it would have been in before; -1 for none. */
	int folder, before;
	/* All zeros where this process cannot look. */
	struct statx now, then;
	int was_there;
};

/* When a copy of the folder was complete, which nothing in it was changed before; 0 for none. By the guest's clock. */
struct moment {
	long long seconds;
	unsigned nanoseconds;
};

enum difference { SAME, OTHER_ATTRIBUTES, OTHER_CONTENT };

/* Fills in `now` and `then`. Returns 0 or a negative errno. */
MUST_USE reg look_at(struct entry *entry);

/* Whether the same name was a folder before, or may have been: it may lie where this process cannot look. */
int was_folder(const struct entry *entry);

/* Whether a copy of a folder lacks an entry that it had when it was complete. */
int was_removed(int folder, int before, const char *name, const struct moment *copied);

/* Whether mode, owner and, of what is no folder, the time of the last change of its content are the same. */
int has_same_attributes(const struct entry *entry);

enum difference difference_of(const struct entry *entry, const struct moment *copied);

struct change change_of(enum change_kind kind, const struct statx *status);

/* Adds the entry to a stream. `sent`: numbers of files with several names that were sent before. */
void put_entry(struct change_stream *stream, const struct entry *entry, enum difference difference,
	       struct number_set *sent);

#endif
