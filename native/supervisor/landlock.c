/* For O_PATH. */
#define _GNU_SOURCE
#include "landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>

#include "../lib/syscall.h"
#include "give-up.h"

/* Debian 12's headers are older than what the kernel of the host may be. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
/* All that version 1 knows. */
#define FIRST_VERSION_ACCESS (LANDLOCK_ACCESS_FS_REFER - 1)
#define READ_ACCESS (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
/* No guest needs the host to make device nodes. */
#define DEVICE_ACCESS (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)
/* What a rule for a file, and no folder, can allow. */
#define FILE_ACCESS \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | \
	 LANDLOCK_ACCESS_FS_TRUNCATE)

reg landlock_version(void)
{
	return sys(landlock_create_ruleset, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static void allow(int rules, const struct paths *paths, u64 access)
{
	for (size_t i = 0; i < paths->count; i++) {
		const char *path = paths->path[i];
		struct stat status;
		reg fd = sys(open, path, O_PATH | O_CLOEXEC);
		/* What is not there needs no permission. */
		if (fd < 0)
			continue;
		must(sys(fstat, fd, &status), "look at", path);
		struct landlock_path_beneath_attr rule = {
			.parent_fd = (int)fd,
			.allowed_access = access & (S_ISDIR(status.st_mode) ? ~0ULL : FILE_ACCESS),
		};
		must(sys(landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0), "allow the guest to use", path);
		try_sys(close, fd);
	}
}

void apply_landlock(const struct options *options)
{
	reg version = landlock_version();
	u64 handled = FIRST_VERSION_ACCESS;
	if (version < 1)
		return;
	if (version >= 2)
		handled |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= 3)
		handled |= LANDLOCK_ACCESS_FS_TRUNCATE;
	struct landlock_ruleset_attr attributes = {.handled_access_fs = handled};
	int rules = (int)must(sys(landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0), "make",
			      "a Landlock rule set");
	allow(rules, &options->readable, handled & READ_ACCESS);
	allow(rules, &options->writable, handled & ~DEVICE_ACCESS);
	allow(rules, &options->unlinkable, handled & (READ_ACCESS | LANDLOCK_ACCESS_FS_REMOVE_FILE));
	must(sys(landlock_restrict_self, rules, 0), "apply", "a Landlock rule set");
	try_sys(close, rules);
}
