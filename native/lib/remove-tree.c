#include "remove-tree.h"

#include <fcntl.h>
#include <linux/fs.h>

#include "dirents.h"
#include "text.h"

/* What a folder is called that was moved to the top. Whatever has such a name already costs another try. */
static u64 moved;

/* A folder of that name, open to be read, whatever its mode; or a negative errno. */
static reg open_folder(int at, const char *name)
{
	TEXT(self, 64);
	reg found = sys(openat, at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (found < 0)
		return found;
	text_add(&self, "/proc/self/fd/");
	text_add_number(&self, (u64)found);
	/* By the descriptor: what has that name may have changed meanwhile. */
	try_sys(chmod, self.bytes, 0700);
	reg folder = sys(openat, found, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	try_sys(close, found);
	return folder;
}

/* A file of any kind, or an empty folder. */
static int is_removed(int folder, const char *name)
{
	return sys(unlinkat, folder, name, 0) == 0 || sys(unlinkat, folder, name, AT_REMOVEDIR) == 0;
}

/* To the top, so that no tree becomes deeper than this program can go. */
static int is_moved_up(int folder, const char *name, int top)
{
	enum { TRIES = 1000 };
	reg opened = open_folder(folder, name);
	if (opened < 0)
		return 0;
	/* Its mode now allows it to be moved. */
	try_sys(close, opened);
	for (int i = 0; i < TRIES; i++) {
		TEXT(aside, 32);
		text_add(&aside, "moved-");
		text_add_number(&aside, moved++);
		reg result = sys(renameat2, folder, name, top, aside.bytes, RENAME_NOREPLACE);
		if (result != -EEXIST)
			return result == 0;
	}
	return 0;
}

/* Empties a folder that lies in the top one. Returns whether anything has gone from it. */
static int is_emptier(int top, const char *name)
{
	struct dirents walk;
	struct linux_dirent64 *entry;
	int any = 0;
	reg folder = open_folder(top, name);
	if (folder < 0)
		return 0;
	dirents_init(&walk, (int)folder);
	while ((entry = next_dirent(&walk)))
		if (!is_self_or_parent(entry->name))
			any |= is_removed((int)folder, entry->name) || is_moved_up((int)folder, entry->name, top);
	try_sys(close, folder);
	return any;
}

/* One pass over what is in the top folder. Returns whether it has changed anything. */
static int is_smaller(int top)
{
	struct dirents walk;
	struct linux_dirent64 *entry;
	int any = 0;
	try_sys(lseek, top, 0, SEEK_SET);
	dirents_init(&walk, top);
	while ((entry = next_dirent(&walk))) {
		if (is_self_or_parent(entry->name))
			continue;
		any |= is_removed(top, entry->name) || is_emptier(top, entry->name);
	}
	return any;
}

int remove_tree(const char *path)
{
	reg top = open_folder(AT_FDCWD, path);
	int any = 0;
	if (top >= 0) {
		while (is_smaller((int)top))
			any = 1;
		try_sys(close, top);
	}
	return sys(unlinkat, AT_FDCWD, path, AT_REMOVEDIR) == 0 || any;
}
