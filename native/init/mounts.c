#include "mounts.h"

#include <sys/mount.h>

#include "../lib/syscall.h"
#include "leave.h"

void make_folder(const char *path)
{
	reg error = sys(mkdir, path, 0755);
	if (error < 0 && error != -EEXIST)
		leave_with_problem("make the folder", path, error);
}

void bind_mount(const char *source, const char *target)
{
	reg error = sys(mount, source, target, "", MS_BIND, "");
	if (error < 0)
		leave_with_problem("mount", target, error);
}
