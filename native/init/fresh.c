#include "fresh.h"

#include "../lib/syscall.h"
#include "artifacts.h"
#include "mounts.h"
#include "rootfs.h"

void lay_fresh(const struct test *test)
{
	begin_test_mounts(!test);
	lay_out_test();
	if (test)
		mount_artifacts(test);
	end_test_mounts();
}

void make_working_folder(const struct test *test)
{
	if (sys(mkdir, test->folder, 0755) == 0)
		try_sys(chown, test->folder, test->uid, test->gid);
}

void take_fresh_away(void)
{
	remove_test_mounts();
}
