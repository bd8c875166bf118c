#include "walk-level.h"

#include <fcntl.h>

#include "../lib/memory.h"
#include "layer.h"

static reg open_folder(int at, const char *name, int flags)
{
	return sys(openat, at, name, flags | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

struct level *new_level(void)
{
	return map_memory(sizeof(struct level));
}

static void begin(struct level *level, reg now, reg before)
{
	level->now = (int)now;
	level->before = before < 0 ? -1 : (int)before;
	dirents_init(&level->walk, level->now);
}

static void empty(struct text *path, char *bytes)
{
	text_init(path, bytes, MAX_PATH);
}

reg open_top(struct level *top, const struct project *project)
{
	reg now = open_folder(project->is_copy ? project->merged : project->upper, ".", O_RDONLY);
	reg before = open_folder(project->lower, ".", O_PATH);
	if (now < 0 || before < 0)
		return now < 0 ? now : before;
	empty(&top->origin, top->origin_bytes);
	begin(top, now, before);
	return 0;
}

/* Fills in where a folder was before, and whether that is another place than where it would be without a move. */
static void find_origin(struct level *level, const struct level *above, const char *name, const char *from)
{
	static char bytes[MAX_PATH];
	struct text unmoved;
	const int is_from_top = from && *from == '/';
	empty(&unmoved, bytes);
	empty(&level->origin, level->origin_bytes);
	text_add(&unmoved, above->origin.bytes);
	add_name(&unmoved, name);
	text_add(&level->origin, is_from_top ? "" : above->origin.bytes);
	add_name(&level->origin, is_from_top ? from + 1 : from ? from : name);
	level->is_moved = !is_equal(level->origin.bytes, unmoved.bytes);
}

reg open_below(struct level *level, const struct entry *entry, const struct project *project)
{
	struct level *below = level->below ? level->below : new_level();
	reg now = below ? open_folder(level->now, entry->name, O_RDONLY) : -ENOMEM;
	if (now < 0)
		return now;
	level->below = below;
	below->above = level;
	below->depth = level->depth + 1;
	const char *from = project->is_copy ? NULL : moved_from((int)now);
	find_origin(below, level, entry->name, from);
	below->is_new = !from && (!was_folder(entry) || (!project->is_copy && is_opaque((int)now)));
	begin(below, now, below->is_new     ? -ENOENT
			  : below->is_moved ? open_folder(project->lower, below->origin.bytes, O_PATH)
					    : open_folder(level->before, entry->name, O_PATH));
	return 0;
}

void close_level(struct level *level)
{
	try_sys(close, level->now);
	if (level->before >= 0)
		try_sys(close, level->before);
}
