/*
 * cleanup PATH ...
 *
 * Removes folders when uml-run is gone, even killed: descriptor 3 is the lifeline, whose other end only uml-run holds.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "../lib/dirents.h"
#include "../lib/syscall.h"
#include "../lib/text.h"

ENTRY_POINT

enum { LIFELINE = 3, MAX_DEPTH = 64, MAX_TRIES = 500 };

static void remove_tree(int at, const char *path, int depth);

static int is_there(const char *path)
{
	struct stat status;
	return sys(lstat, path, &status) == 0;
}

/* What the host starts. `stack`: the count of its words, and these. */
void start(char **stack) __attribute__((noreturn, used));
void start(char **stack)
{
	struct { reg seconds, nanoseconds; } moment = {0, 10000000};
	char byte;
	try_sys(close_range, 0, LIFELINE - 1, 0);
	while (sys(read, LIFELINE, &byte, 1) == -EINTR)
		;
	for (char **path = stack + 2; *path; path++)
		/* Until its supervisor has ended it, a guest may go on making files: five seconds at most. */
		for (int tries = 0; tries < MAX_TRIES && is_there(*path); tries++) {
			remove_tree(AT_FDCWD, *path, 0);
			try_sys(nanosleep, &moment, 0);
		}
	for (;;)
		try_sys(exit_group, 0);
}

/* What cannot be removed is tried again, or stays: nobody is left to report it to. */
static void remove_entries(int folder, int depth)
{
	struct dirents walk;
	struct linux_dirent64 *entry;
	dirents_init(&walk, folder);
	while ((entry = next_dirent(&walk)))
		if (!is_equal(entry->name, ".") && !is_equal(entry->name, "..") &&
		    sys(unlinkat, folder, entry->name, 0) == -EISDIR)
			remove_tree(folder, entry->name, depth + 1);
}

static void remove_tree(int at, const char *path, int depth)
{
	if (depth > MAX_DEPTH)
		return;
	reg folder = sys(openat, at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder >= 0) {
		try_sys(fchmod, folder, 0700);
		remove_entries((int)folder, depth);
		try_sys(close, folder);
	}
	try_sys(unlinkat, at, path, AT_REMOVEDIR);
}
