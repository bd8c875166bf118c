#include "fresh.h"

#include <sys/mount.h>

#include "../lib/syscall.h"
#include "leave.h"
#include "mounts.h"
#include "rootfs.h"

#define ARTIFACTS "/artifacts"

/* No test can reach another's: which folder of the host it is, only this process knows. */
static void mount_artifacts(char *folder)
{
	static char target[] = ARTIFACTS;
	if (!*folder)
		return;
	reg error = sys(mount, "none", target, "hostfs", 0, folder);
	if (error < 0)
		leave_with_problem("mount the host's folder at", target, error);
	note_mount(target);
}

/* One that the root file system has stays as it is. */
static void make_working_folder(const struct test *test)
{
	if (sys(mkdir, test->folder, 0755) == 0)
		try_sys(chown, test->folder, test->uid, test->gid);
}

void lay_fresh(const struct test *test)
{
	begin_test_mounts();
	lay_out_test();
	mount_artifacts(test->artifacts);
	end_test_mounts();
	make_working_folder(test);
}

void take_fresh_away(void)
{
	remove_test_mounts();
}
