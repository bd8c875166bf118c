#include "copy-tree.h"

#include <fcntl.h>
#include <linux/sysinfo.h>

#include "../lib/io.h"
#include "walk-tree.h"

/* What is read at a time; memory is taken by pages. More holes take too long to read, but for files that are nothing else. */
enum { PIECE = 65536, PAGE = 4096, PATH_SIZE = 4096 };
#define MAX_HOLES (256ULL << 20)

static u64 memory_for_copies(void);
static reg count(struct journey *journey, const char *name, const struct statx *status, int *to);
static reg copy(struct journey *journey, const char *name, const struct statx *status, int *to);

int is_small_tree(const struct tree *tree)
{
	struct journey journey = {.tree = tree, .visit = count, .most_bytes = memory_for_copies()};
	return walk_tree(&journey, -1) == 0;
}

reg copy_tree(const struct tree *tree)
{
	struct journey journey = {.tree = tree, .visit = copy};
	reg top = sys(open, tree->to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return top < 0 ? top : walk_tree(&journey, (int)top);
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
	u64 used = status->stx_blocks * 512;
	if (IS(status, S_IFREG)) {
		u64 bytes = used < status->stx_size ? used : status->stx_size;
		journey->bytes += (bytes + PAGE - 1) / PAGE * PAGE;
		journey->holes += used ? status->stx_size - bytes : 0;
	}
	if (++journey->entries > MAX_COPIED_ENTRIES || journey->bytes > journey->most_bytes || journey->holes > MAX_HOLES)
		return -EFBIG;
	return 0;
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
