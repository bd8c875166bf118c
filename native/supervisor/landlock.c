#include "landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>

#include "../lib/dirents.h"
#include "../lib/give-up.h"
#include "../lib/text.h"

/* Debian 12's headers are older than what the kernel of the host may be. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif
/* All that version 6 knows. */
struct rules { u64 files, network, scopes; };
/* TCP: bind and connect. Scopes: abstract unix sockets, and signals. */
enum { TCP = 1 << 0 | 1 << 1, OWN_SOCKETS_AND_SIGNALS = 1 << 0 | 1 << 1 };
/* All that version 1 knows. */
#define FIRST_VERSION_ACCESS (LANDLOCK_ACCESS_FS_REFER - 1)
#define READ_ACCESS (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
/*
 * What no guest may make where it can write: device nodes, and symbolic links, which the kernel would follow to wherever
 * they lead when one takes the place of a file between hostfs's look at it and its opening. Hard links are harmless:
 * Landlock lets none appear where its file has more rights than it had.
 */
#define REFUSED_ACCESS \
	(LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM | \
	 LANDLOCK_ACCESS_FS_IOCTL_DEV)
/* What a kernel does in its own folder. Without REFER, nothing comes there from another folder, or leaves it. */
#define MEMORY_ACCESS \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE | \
	 LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | \
	 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR)
/* What a rule for a file, and no folder, can allow. */
#define FILE_ACCESS \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | \
	 LANDLOCK_ACCESS_FS_TRUNCATE)

reg landlock_version(void)
{
	return sys(landlock_create_ruleset, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/* A path in a folder that is open. `flags`: O_NOFOLLOW, or 0. */
static void allow_one(int rules, int folder, const char *path, int flags, u64 access)
{
	struct stat status;
	reg fd = sys(openat, folder, path, O_PATH | O_CLOEXEC | flags);
	/* What is not there needs no permission. */
	if (fd < 0)
		return;
	must(sys(fstat, fd, &status), "look at", path);
	struct landlock_path_beneath_attr rule = {
		.parent_fd = (int)fd,
		.allowed_access = access & (S_ISDIR(status.st_mode) ? ~0ULL : FILE_ACCESS),
	};
	must(sys(landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0), "allow the guest to use", path);
	try_sys(close, fd);
}

static void allow(int rules, const struct paths *paths, u64 access)
{
	for (size_t i = 0; i < paths->count; i++)
		allow_one(rules, AT_FDCWD, paths->path[i], 0, access);
}

/* Whether one of some paths is a folder's, or lies in it. */
static int has_hidden(const struct paths *hidden, const char *folder)
{
	for (size_t i = 0; i < hidden->count; i++) {
		const char *rest = text_after(hidden->path[i], folder);
		if (rest && (*rest == '/' || !*rest))
			return 1;
	}
	return 0;
}

static int is_hidden(const struct paths *hidden, const char *path)
{
	for (size_t i = 0; i < hidden->count; i++)
		if (is_equal(hidden->path[i], path))
			return 1;
	return 0;
}

/*
 * What lies in a folder, but for what is hidden. A rule cannot take away what another gives, so there is one for each that
 * is not. All names can be listed.
 */
static void allow_but_hidden(int rules, const struct paths *hidden, const char *path, u64 access)
{
	enum { PATH_SIZE = 4096 };
	struct dirents walk;
	struct linux_dirent64 *entry;
	reg folder = sys(open, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return;
	allow_one(rules, (int)folder, ".", 0, access & LANDLOCK_ACCESS_FS_READ_DIR);
	dirents_init(&walk, (int)folder);
	while ((entry = next_dirent(&walk))) {
		TEXT(at, PATH_SIZE);
		text_add(&at, path);
		text_add(&at, "/");
		text_add(&at, entry->name);
		if (is_equal(entry->name, ".") || is_equal(entry->name, "..") || at.truncated || is_hidden(hidden, at.bytes))
			continue;
		/* Where a link leads to is not in the folder. */
		if (has_hidden(hidden, at.bytes))
			allow_but_hidden(rules, hidden, at.bytes, access);
		else
			allow_one(rules, (int)folder, entry->name, O_NOFOLLOW, access);
	}
	try_sys(close, folder);
}

static void allow_readable(int rules, const struct paths *readable, const struct paths *hidden, u64 access)
{
	for (size_t i = 0; i < readable->count; i++) {
		const char *path = readable->path[i];
		if (is_hidden(hidden, path))
			continue;
		if (has_hidden(hidden, path))
			allow_but_hidden(rules, hidden, path, access);
		else
			allow_one(rules, AT_FDCWD, path, 0, access);
	}
}

/* The folders in some folders, and not these: what is in them cannot be listed. */
static void allow_inside(int rules, const struct paths *paths, u64 access)
{
	for (size_t i = 0; i < paths->count; i++) {
		struct dirents walk;
		struct linux_dirent64 *entry;
		int folder = (int)must(sys(open, paths->path[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC), "look into", paths->path[i]);
		dirents_init(&walk, folder);
		while ((entry = next_dirent(&walk)))
			if (*entry->name != '.')
				allow_one(rules, folder, entry->name, 0, access);
		must(walk.error, "look into", paths->path[i]);
		try_sys(close, folder);
	}
}

void apply_landlock(const struct options *options)
{
	reg has = landlock_version();
	u64 version = has < 0 ? 0 : (u64)has < options->landlock_at_most ? (u64)has : options->landlock_at_most;
	u64 handled = FIRST_VERSION_ACCESS;
	if (version < 1)
		return;
	if (version >= 2)
		handled |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= 3)
		handled |= LANDLOCK_ACCESS_FS_TRUNCATE;
	if (version >= 5)
		handled |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
	/* What is handled, and allowed by no rule, is refused: all TCP of a kernel; and whoever is outside gets no signal. */
	struct rules attributes = {
		.files = handled,
		.network = version >= 4 && options->role == KERNEL ? TCP : 0,
		.scopes = version >= 6 ? OWN_SOCKETS_AND_SIGNALS : 0,
	};
	size_t size = version >= 6 ? sizeof attributes : version >= 4 ? 2 * sizeof(u64) : sizeof(u64);
	int rules = (int)must(sys(landlock_create_ruleset, &attributes, size, 0), "make", "a Landlock rule set");
	allow_readable(rules, &options->readable, &options->hidden, handled & READ_ACCESS);
	allow(rules, &options->writable, handled & ~REFUSED_ACCESS);
	allow_inside(rules, &options->writable_inside, handled & ~REFUSED_ACCESS);
	allow(rules, &options->unlinkable, handled & (READ_ACCESS | LANDLOCK_ACCESS_FS_REMOVE_FILE));
	if (options->memory)
		allow_one(rules, AT_FDCWD, options->memory, 0, handled & MEMORY_ACCESS);
	must(sys(landlock_restrict_self, rules, 0), "apply", "a Landlock rule set");
	try_sys(close, rules);
}
