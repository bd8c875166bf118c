#include "place.h"

#include <sys/stat.h>

#include "../lib/syscall.h"
#include "environment.h"

static int is_own_folder(const char *path, struct stat *status)
{
	return sys(lstat, path, status) == 0 && S_ISDIR(status->st_mode) && status->st_uid == (uid_t)sys(geteuid);
}

int add_place(struct text *path)
{
	struct stat status;
	const char *runtime = variable("XDG_RUNTIME_DIR");
	if (runtime && *runtime == '/' && is_own_folder(runtime, &status)) {
		text_add(path, runtime);
		text_add(path, "/uml-run");
	} else {
		text_add(path, "/tmp/uml-run-");
		text_add_number(path, (u64)sys(geteuid));
	}
	/* What others can write to may lead to a server of theirs. */
	return !path->truncated && is_own_folder(path->bytes, &status) && !(status.st_mode & 077);
}
