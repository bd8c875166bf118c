#include "left-folders.h"

#include <fcntl.h>
#include <linux/time.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "../lib/dirents.h"
#include "../lib/remove-tree.h"
#include "../lib/text.h"

enum {
	MAX_PATH = 4096,
	/* Seconds: much longer than a run takes to lock what it has made. */
	NEW = 600,
};

/* As src/guest/scratch.ts calls them: "uml-run-", 12 hexadecimal digits, and "-m" where it is guests' memory. */
static int is_runs(const char *name)
{
	enum { DIGITS = 12 };
	const char *digits = text_after(name, "uml-run-");
	if (!digits)
		return 0;
	for (int i = 0; i < DIGITS; i++, digits++)
		if (!((*digits >= '0' && *digits <= '9') || (*digits >= 'a' && *digits <= 'f')))
			return 0;
	return !*digits || is_equal(digits, "-m");
}

static int is_new(const struct stat *status)
{
	struct timespec now = {0};
	try_sys(clock_gettime, CLOCK_REALTIME, &now);
	return status->st_mtime > now.tv_sec - NEW;
}

static void remove_if_left(int parent, const char *name, const char *path)
{
	struct stat status;
	reg folder = sys(openat, parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return;
	if (sys(fstat, folder, &status) == 0 && status.st_uid == (unsigned)sys(geteuid) && !is_new(&status) &&
		sys(flock, folder, LOCK_EX | LOCK_NB) == 0)
		remove_tree(path);
	try_sys(close, folder);
}

void remove_left_beside(const char *path)
{
	static struct dirents walk;
	struct linux_dirent64 *entry;
	TEXT(other, MAX_PATH);
	const char *name = path;
	for (const char *at = path; *at; at++)
		if (*at == '/')
			name = at + 1;
	if (!is_runs(name))
		return;
	text_add_part(&other, path, (size_t)(name - path));
	const size_t length = other.length;
	reg parent = sys(open, other.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0)
		return;
	dirents_init(&walk, (int)parent);
	while ((entry = next_dirent(&walk))) {
		if (!is_runs(entry->name))
			continue;
		text_add(&other, entry->name);
		if (!other.truncated)
			remove_if_left((int)parent, entry->name, other.bytes);
		text_cut(&other, length);
	}
	try_sys(close, parent);
}
