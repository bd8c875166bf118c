#include "watch.h"

#include <asm/statfs.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <poll.h>

#include "../lib/dirents.h"
#include "../lib/memory.h"
#include "../lib/text.h"
#include "leave.h"
#include "notices.h"

enum { MAX_WATCHED = 256 };

/* A folder, and its entries as they were: inode, kind and name of each, in their order. */
static struct watched {
	const char *name;
	int fd;
	/* Whether it has not changed as long as nothing is noticed. */
	int is_noticed;
	char *entries;
	size_t length, room;
} folders[MAX_WATCHED];

static struct {
	size_t folders;
	int mount_table;
} self = {.mount_table = -1};

/* Other file systems have layers that can change, and entries that come from elsewhere. */
static int is_in_memory(int folder)
{
	struct statfs status;
	return sys(fstatfs, folder, &status) == 0 && status.f_type == TMPFS_MAGIC;
}

void watch_folder(const char *path, const char *name)
{
	struct watched *watched = &folders[self.folders];
	if (self.folders == MAX_WATCHED)
		leave_with_problem("watch", path, -E2BIG);
	reg folder = sys(open, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		leave_with_problem("watch", path, folder);
	watched->name = name;
	watched->fd = (int)folder;
	watched->is_noticed = is_in_memory(watched->fd) && expect_notice(path);
	reg error = copy_entries(watched->fd, NULL, &watched->room);
	if (error == 0 && !(watched->entries = map_own_memory(watched->room)))
		error = -ENOMEM;
	watched->length = watched->room;
	if (error == 0)
		error = copy_entries(watched->fd, watched->entries, &watched->length);
	if (error < 0)
		leave_with_problem("watch", path, error);
	self.folders++;
}

void open_mount_table(void)
{
	self.mount_table = (int)sys(open, "/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
}

static int are_mounts_changed(void)
{
	struct pollfd mounts = {.fd = self.mount_table, .events = POLLPRI};
	return self.mount_table >= 0 && sys(poll, &mounts, 1, 0) > 0;
}

/* A poll that reports a change also resets it. */
void watch_mounts(void)
{
	(void)are_mounts_changed();
}

/* More than the table of a root file system with all its folders. */
enum { TABLE_SIZE = 65536 };

static char *first_table, *table_now;

static reg first_length;

/* At most `room` bytes. Returns how many, or a negative errno. */
static MUST_USE reg read_mount_table(char *table, reg room)
{
	reg length = 0, got = 0;
	while (length < room && (got = sys(pread64, self.mount_table, table + length, room - length, length)) > 0)
		length += got;
	return got < 0 ? got : length;
}

void learn_mounts(void)
{
	first_table = map_own_memory(TABLE_SIZE);
	table_now = map_own_memory(TABLE_SIZE);
	if (first_table && table_now && self.mount_table >= 0)
		first_length = read_mount_table(first_table, TABLE_SIZE);
}

const char *mount_table(void)
{
	/* It ends with a NUL: there is room for more than it has. */
	return first_length > 0 && first_length < TABLE_SIZE ? first_table : "";
}

int are_mount_options_changed(void)
{
	/* The second call, which finds nothing, is spared as long as nothing has changed. */
	if (first_length <= 0 || read_mount_table(table_now, first_length) != first_length)
		return first_length > 0;
	return !is_same(table_now, first_table, (size_t)first_length);
}

static int is_folder_changed(const struct watched *watched)
{
	static char *now;
	static size_t room;
	size_t length = room;
	if (watched->room > room) {
		unmap_memory(now, room);
		room = length = watched->room;
		now = map_own_memory(room);
	}
	return !now || copy_entries(watched->fd, now, &length) < 0 || length != watched->length ||
	       !is_same(now, watched->entries, length);
}

const char *find_changed_folder(int is_root, int has_notice)
{
	if (are_mounts_changed())
		return "mounts";
	for (size_t i = 0; i < self.folders; i++) {
		const struct watched *watched = &folders[i];
		int may_differ = (has_notice || !watched->is_noticed) && (is_root || !is_equal(watched->name, "/dev"));
		if (may_differ && is_folder_changed(watched))
			return watched->name;
	}
	return NULL;
}

static void add(char *to, size_t room, size_t *length, const void *from, size_t size)
{
	if (to && *length + size <= room)
		__builtin_memcpy(to + *length, from, size);
	*length += size;
}

reg copy_entries(int folder, char *to, size_t *length)
{
	struct dirents walk;
	const struct linux_dirent64 *entry;
	size_t room = *length;
	reg at = sys(lseek, folder, 0, SEEK_SET);
	*length = 0;
	if (at < 0)
		return at;
	dirents_init(&walk, folder);
	while ((entry = next_dirent(&walk))) {
		/* The folder above may be moved, or be another file system's: it does not count. */
		if (is_equal(entry->name, ".."))
			continue;
		add(to, room, length, &entry->inode, sizeof entry->inode);
		add(to, room, length, &entry->type, sizeof entry->type);
		add(to, room, length, entry->name, length_of(entry->name) + 1);
	}
	return walk.error;
}
