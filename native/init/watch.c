#include "watch.h"

#include <fcntl.h>
#include <linux/sysinfo.h>
#include <poll.h>
#include <linux/fs.h>

#include "../lib/dirents.h"
#include "../lib/memory.h"
#include "../lib/text.h"
#include "leave.h"

enum { MAX_WATCHED = 256 };

static struct watched { int fd; u64 digest; } folders[MAX_WATCHED];

static struct {
	size_t folders;
	int mount_table;
} self = {.mount_table = -1};

void watch_folder(const char *path)
{
	struct watched *watched = &folders[self.folders];
	if (self.folders == MAX_WATCHED)
		leave_with_problem("watch", path, -E2BIG);
	reg folder = sys(open, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		leave_with_problem("watch", path, folder);
	watched->fd = (int)folder;
	reg error = digest_entries(watched->fd, &watched->digest);
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

int are_mount_options_changed(void)
{
	/* The second call, which finds nothing, is spared as long as nothing has changed. */
	if (first_length <= 0 || read_mount_table(table_now, first_length) != first_length)
		return first_length > 0;
	for (reg i = 0; i < first_length; i++)
		if (table_now[i] != first_table[i])
			return 1;
	return 0;
}

int is_root_changed(void)
{
	if (are_mounts_changed())
		return 1;
	for (size_t i = 0; i < self.folders; i++) {
		u64 digest;
		if (digest_entries(folders[i].fd, &digest) < 0 || digest != folders[i].digest)
			return 1;
	}
	return 0;
}

int is_memory_filled(void)
{
	struct sysinfo memory = {0};
	return sys(sysinfo, &memory) == 0 && memory.sharedram > memory.totalram / 4;
}

/* With a sum of FNV-1a alone, two files whose names differ in the last letter could swap names unnoticed. */
static u64 mix(u64 digest)
{
	for (int round = 0; round < 2; round++)
		digest = (digest ^ digest >> 32) * 0x9e3779b97f4a7c15ULL;
	return digest ^ digest >> 32;
}

/* FNV-1a, mixed. */
static u64 digest_entry(const struct linux_dirent64 *entry)
{
	const u64 basis = 14695981039346656037ULL, prime = 1099511628211ULL;
	u64 digest = (basis ^ entry->inode) * prime;
	for (const char *name = entry->name; *name; name++)
		digest = (digest ^ (unsigned char)*name) * prime;
	return mix(digest);
}

reg digest_entries(int folder, u64 *digest)
{
	struct dirents walk;
	const struct linux_dirent64 *entry;
	reg at = sys(lseek, folder, 0, SEEK_SET);
	*digest = 0;
	if (at < 0)
		return at;
	dirents_init(&walk, folder);
	/* The folder above may be moved, or be another file system's: it does not count. */
	while ((entry = next_dirent(&walk)))
		if (!is_equal(entry->name, ".."))
			*digest += digest_entry(entry);
	return walk.error;
}
