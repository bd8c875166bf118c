#include "copy-tree.h"

#include <fcntl.h>
#include <linux/stat.h>
#include <linux/sysinfo.h>
#include <sys/mount.h>

#include "../lib/dirents.h"
#include "../lib/io.h"
#include "../lib/memory.h"
#include "../lib/text.h"

/* What is read at a time; memory is taken by pages. Longer files than MAX_READ, with holes, take too long to read. */
enum { PIECE = 65536, PAGE = 4096, PATH_SIZE = 4096 };
#define MAX_READ (1ULL << 30)
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
	struct level *levels;
	int depth;
	/* Of the entry that is looked at, in the tree. */
	struct text path;
	/* What is done with each; it sets `to` for the entries of a folder. Returns 0 or a negative errno. */
	reg (*visit)(struct journey *journey, const char *name, const struct statx *status, int *to);
	u64 entries, bytes;
};

static MUST_USE reg walk_tree(struct journey *journey, int top);
static reg count(struct journey *journey, const char *name, const struct statx *status, int *to);
static reg copy(struct journey *journey, const char *name, const struct statx *status, int *to);

static MUST_USE reg start(struct journey *journey, int top)
{
	static char path[PATH_SIZE];
	size_t size = (MAX_COPIED_DEPTH + 1) * sizeof *journey->levels;
	text_init(&journey->path, path, sizeof path);
	journey->levels = map_own_memory(size);
	if (!journey->levels)
		return -ENOMEM;
	reg error = walk_tree(journey, top);
	unmap_memory(journey->levels, size);
	return error;
}

int is_small_tree(const struct tree *tree)
{
	struct journey journey = {.tree = tree, .visit = count};
	return start(&journey, -1) == 0;
}

reg copy_tree(const struct tree *tree)
{
	struct journey journey = {.tree = tree, .visit = copy};
	reg top = sys(open, tree->to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return top < 0 ? top : start(&journey, (int)top);
}

static void set_look(int at, const char *path, const struct statx *status, int flags)
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

void copy_look(const char *like, const char *path)
{
	struct statx status;
	if (look_at(AT_FDCWD, like, &status) == 0)
		set_look(AT_FDCWD, path, &status, 0);
}

/* ---- the walk ---- */

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

/* It may be somebody else's on the host: it is shown, and cannot be read here either. */
static MUST_USE reg show_unreadable(const struct journey *journey)
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

static reg walk_tree(struct journey *journey, int top)
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

/* ---- how much it is ---- */

static u64 memory_for_copies(void)
{
	struct sysinfo info = {0};
	try_sys(sysinfo, &info);
	return (u64)info.totalram * info.mem_unit / COPIED_PART_OF_MEMORY;
}

static reg count(struct journey *journey, const char *name, const struct statx *status, int *to)
{
	(void)name;
	(void)to;
	u64 bytes = status->stx_blocks * 512 < status->stx_size ? status->stx_blocks * 512 : status->stx_size;
	if (IS(status, S_IFREG)) {
		journey->bytes += (bytes + PAGE - 1) / PAGE * PAGE;
		if (status->stx_blocks && status->stx_size > MAX_READ)
			return -EFBIG;
	}
	return ++journey->entries > MAX_COPIED_ENTRIES || journey->bytes > memory_for_copies() ? -EFBIG : 0;
}

/* ---- the copy ---- */

static int is_zero(const char *bytes, size_t length)
{
	return length == 0 || (bytes[0] == 0 && is_same(bytes, bytes + 1, length - 1));
}

/* Pages of zeros become holes. */
static MUST_USE reg write_pages(int to, const char *bytes, size_t length)
{
	for (size_t at = 0; at < length;) {
		size_t size = length - at < PAGE ? length - at : PAGE;
		reg error = is_zero(bytes + at, size) ? sys(lseek, to, size, SEEK_CUR) : write_all(to, bytes + at, size);
		if (error < 0)
			return error;
		at += size;
	}
	return 0;
}

static MUST_USE reg copy_content(int from, int to, const struct statx *status)
{
	static char bytes[PIECE];
	reg got = 0, error = sys(ftruncate, to, status->stx_size);
	/* Without a block, all of it is a hole. */
	while (error >= 0 && status->stx_blocks && (got = sys(read, from, bytes, sizeof bytes)) > 0)
		error = write_pages(to, bytes, (size_t)got);
	return error < 0 ? error : got;
}

static MUST_USE reg copy_file(struct journey *journey, const struct level *level, const char *name,
			      const struct statx *status)
{
	reg to = sys(openat, level->to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (to < 0)
		return to;
	reg from = sys(openat, level->from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	reg error = from < 0 ? show_unreadable(journey) : copy_content((int)from, (int)to, status);
	if (from >= 0)
		try_sys(close, from);
	try_sys(close, to);
	if (error >= 0 && from >= 0)
		set_look(level->to, name, status, 0);
	return error;
}

static MUST_USE reg copy_link(const struct level *level, const char *name, const struct statx *status)
{
	static char target[PATH_SIZE];
	reg length = sys(readlinkat, level->from, name, target, sizeof target - 1);
	if (length < 0)
		return length;
	target[length] = 0;
	reg error = sys(symlinkat, target, level->to, name);
	set_look(level->to, name, status, AT_SYMLINK_NOFOLLOW);
	return error;
}

/* What it can be entered by is a descriptor; its look is copied when its entries are there. */
static MUST_USE reg copy_folder(const struct level *level, const char *name, int *to)
{
	reg error = sys(mkdirat, level->to, name, 0700);
	if (error < 0)
		return error;
	*to = (int)sys(openat, level->to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return *to < 0 ? *to : 0;
}

static reg copy(struct journey *journey, const char *name, const struct statx *status, int *to)
{
	const struct level *level = &journey->levels[journey->depth - 1];
	switch (status->stx_mode & S_IFMT) {
	case S_IFDIR:
		return copy_folder(level, name, to);
	case S_IFREG:
		return copy_file(journey, level, name, status);
	case S_IFLNK:
		return copy_link(level, name, status);
	default:
		return 0;
	}
}
