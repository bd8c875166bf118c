#include "left-folders.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/time.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "../lib/dirents.h"
#include "../lib/remove-tree.h"
#include "../lib/text.h"
#include "left-processes.h"

enum {
	MAX_PATH = 4096,
	/* Seconds: much longer than a run takes from its start to its lock. */
	NEW = 600,
};

/*
 * The number of a run, by the name of a folder of it; 0 for another name. As src/guest/scratch.ts calls them: "uml-run-", 12
 * hexadecimal digits, and "-m" where it is guests' memory.
 */
static u64 run_of(const char *name)
{
	enum { DIGITS = 12 };
	u64 number = 0;
	const char *digits = text_after(name, "uml-run-");
	if (!digits)
		return 0;
	for (int i = 0; i < DIGITS; i++, digits++)
		if (*digits >= '0' && *digits <= '9')
			number = number << 4 | (u64)(*digits - '0');
		else if (*digits >= 'a' && *digits <= 'f')
			number = number << 4 | (u64)(*digits - 'a' + 10);
		else
			return 0;
	return !*digits || is_equal(digits, "-m") ? number : 0;
}

static const char *name_of(const char *path)
{
	const char *name = path;
	for (const char *at = path; *at; at++)
		if (*at == '/')
			name = at + 1;
	return name;
}

/* A byte for each run: nothing is there, so nobody else locks it. */
static struct flock lock_of(u64 run, short type)
{
	return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)run, .l_len = 1};
}

int say_it_lives(int folder, const char *path)
{
	const u64 run = run_of(name_of(path));
	const struct flock lock = lock_of(run, F_RDLCK);
	return run && sys(fcntl, folder, F_OFD_SETLK, &lock) != -EBADF;
}

static int lives(int folder, u64 run)
{
	struct flock lock = lock_of(run, F_WRLCK);
	/* Where there are no locks, nobody can tell. */
	return sys(fcntl, folder, F_OFD_GETLK, &lock) < 0 || lock.l_type != F_UNLCK;
}

/*
 * Whether locks there are known to everybody who sees the folder: those of file systems of a network may be known to this
 * machine alone.
 */
static int is_local(int folder)
{
	static const long kinds[] = {TMPFS_MAGIC, EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC,
				     OVERLAYFS_SUPER_MAGIC};
	struct statfs status = {0};
	try_sys(fstatfs, folder, &status);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (status.f_type == kinds[i])
			return 1;
	return 0;
}

static int is_new(const struct stat *status)
{
	struct timespec now = {0};
	try_sys(clock_gettime, CLOCK_REALTIME, &now);
	return status->st_mtime > now.tv_sec - NEW;
}

static int is_own_old_folder(int parent, const char *name)
{
	struct stat status;
	return sys(newfstatat, parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode) &&
		status.st_uid == (unsigned)sys(geteuid) && !is_new(&status);
}

void remove_left_beside(const char *path)
{
	static struct dirents walk;
	struct linux_dirent64 *entry;
	TEXT(other, MAX_PATH);
	if (!run_of(name_of(path)))
		return;
	text_add_part(&other, path, (size_t)(name_of(path) - path));
	const size_t length = other.length;
	reg parent = sys(open, other.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0)
		return;
	const int has_known_locks = is_local((int)parent);
	dirents_init(&walk, (int)parent);
	while (has_known_locks && (entry = next_dirent(&walk))) {
		const u64 run = run_of(entry->name);
		if (!run || !is_own_old_folder((int)parent, entry->name) || lives((int)parent, run))
			continue;
		text_add(&other, entry->name);
		if (!other.truncated) {
			remove_tree(other.bytes);
			end_processes_of(other.bytes);
		}
		text_cut(&other, length);
	}
	try_sys(close, parent);
}
