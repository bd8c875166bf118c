#include "walk-tree.h"

#include <fcntl.h>
#include <sys/mount.h>

#include "../lib/memory.h"
#include "mounts.h"

enum { PATH_SIZE = 4096 };

static MUST_USE reg walk(struct journey *journey, int top);

reg walk_tree(struct journey *journey, int top)
{
	static char path[PATH_SIZE];
	size_t size = (MAX_COPIED_DEPTH + 1) * sizeof *journey->levels;
	text_init(&journey->path, path, sizeof path);
	journey->levels = map_own_memory(size);
	if (!journey->levels)
		return -ENOMEM;
	reg error = walk(journey, top);
	unmap_memory(journey->levels, size);
	return error;
}

void set_look(int at, const char *path, const struct statx *status, int flags)
{
	struct { long seconds, nanoseconds; } times[2] = {
		{(long)status->stx_atime.tv_sec, (long)status->stx_atime.tv_nsec},
		{(long)status->stx_mtime.tv_sec, (long)status->stx_mtime.tv_nsec},
	};
	try_sys(fchownat, at, path, status->stx_uid, status->stx_gid, flags);
	if (!IS(status, S_IFLNK))
		try_sys(fchmodat, at, path, status->stx_mode & 07777);
	try_sys(utimensat, at, path, times, flags);
}

static MUST_USE reg look_at(int at, const char *path, struct statx *status)
{
	return sys(statx, at, path, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_BASIC_STATS, status);
}

void make_like(const char *like, const char *path)
{
	struct statx status;
	make_folder(path);
	if (look_at(AT_FDCWD, like, &status) == 0)
		set_look(AT_FDCWD, path, &status, 0);
}

/* It may be somebody else's on the host: it is shown, and cannot be read here either. */
reg show_unreadable(const struct journey *journey)
{
	TEXT(source, 2 * PATH_SIZE);
	TEXT(target, 2 * PATH_SIZE);
	text_add(&source, journey->tree->from);
	text_add(&source, "/");
	text_add(&source, journey->path.bytes);
	text_add(&target, journey->tree->to);
	text_add(&target, "/");
	text_add(&target, journey->path.bytes);
	return sys(mount, source.bytes, target.bytes, "", MS_BIND, "");
}

static int is_hidden(const struct journey *journey)
{
	for (size_t i = 0; i < journey->tree->hidden_count; i++)
		if (is_equal(journey->path.bytes, journey->tree->hidden[i]))
			return 1;
	return 0;
}

static void set_name(struct journey *journey, const struct level *level, const char *name)
{
	journey->path.length = level->length;
	journey->path.bytes[level->length] = 0;
	if (level->length)
		text_add(&journey->path, "/");
	text_add(&journey->path, name);
}

/* One that cannot be read has no entries here; in a copy, what is shown of it. */
static MUST_USE reg enter(struct journey *journey, int at, const char *name, int to)
{
	if (journey->depth == MAX_COPIED_DEPTH)
		return -ENAMETOOLONG;
	reg from = sys(openat, at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (from < 0) {
		reg error = to < 0 ? 0 : show_unreadable(journey);
		if (to >= 0)
			try_sys(close, to);
		return error;
	}
	struct level *level = &journey->levels[journey->depth++];
	level->from = (int)from;
	level->to = to;
	level->length = journey->path.length;
	dirents_init(&level->walk, level->from);
	return look_at(level->from, ".", &level->status);
}

/* Its entries have changed the times of the copy. */
static void leave_folder(struct journey *journey)
{
	struct level *level = &journey->levels[--journey->depth];
	if (level->to >= 0) {
		set_look(level->to, ".", &level->status, 0);
		try_sys(close, level->to);
	}
	try_sys(close, level->from);
}

static MUST_USE reg visit(struct journey *journey, struct level *level, const char *name)
{
	struct statx status;
	int to = -1;
	set_name(journey, level, name);
	if (journey->path.truncated)
		return -ENAMETOOLONG;
	/* It may be gone. */
	if (is_hidden(journey) || look_at(level->from, name, &status) < 0)
		return 0;
	reg error = journey->visit(journey, name, &status, &to);
	return error == 0 && IS(&status, S_IFDIR) ? enter(journey, level->from, name, to) : error;
}

static MUST_USE reg walk(struct journey *journey, int top)
{
	reg error = enter(journey, AT_FDCWD, journey->tree->from, top);
	while (journey->depth) {
		struct level *level = &journey->levels[journey->depth - 1];
		struct linux_dirent64 *entry = error < 0 ? NULL : next_dirent(&level->walk);
		if (!entry)
			leave_folder(journey);
		else if (!is_equal(entry->name, ".") && !is_equal(entry->name, ".."))
			error = visit(journey, level, entry->name);
	}
	return error;
}
