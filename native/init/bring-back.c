#include "bring-back.h"

#include <fcntl.h>
#include <sys/mount.h>

#include "../lib/syscall.h"
#include "leave.h"
#include "mounts.h"
#include "project-changes.h"

/* Mounted only when no test is there that could look. */
#define PLACE "/.changes"

enum { MAX_KEPT = 64 };

static struct {
	char *folder;
	/* One more, for the null pointer at the end. */
	char *kept[MAX_KEPT + 1];
	size_t count;
	/* What they are written to; -1 while it is not open. */
	int list;
} self = {.list = -1};

void note_changes_folder(char *folder)
{
	self.folder = folder;
}

void note_kept_path(char *path)
{
	if (self.count == MAX_KEPT)
		leave_with_problem("bring back", path, -E2BIG);
	self.kept[self.count++] = path;
}

void open_change_list(void)
{
	if (!self.folder || self.list >= 0)
		return;
	make_folder(PLACE);
	if (sys(mount, "none", PLACE, "hostfs", 0, self.folder) == 0) {
		self.list = (int)sys(open, PLACE "/changes", O_WRONLY | O_CLOEXEC);
		try_sys(umount2, PLACE, MNT_DETACH);
	}
	try_sys(rmdir, PLACE);
}

/* The host sees that the list has no end, where it could not be written. */
void bring_back_changes(void)
{
	const struct project *project = shown_project();
	if (!self.folder || !project->is_shown)
		return;
	open_change_list();
	if (self.list < 0)
		return;
	may_fail(write_changes(project, self.kept, self.list));
	try_sys(close, self.list);
	self.list = -1;
}
