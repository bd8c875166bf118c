#include "mounts.h"

#include <sys/mount.h>

#include "../lib/syscall.h"
#include "kernel-programs.h"
#include "leave.h"

enum { MAX_MOUNTS = 64 };

static struct {
	char *targets[MAX_MOUNTS];
	size_t count;
	int is_for_test, is_ahead;
} self;

void make_folder(const char *path)
{
	reg error = sys(mkdir, path, 0755);
	if (error < 0 && error != -EEXIST)
		leave_with_problem("make the folder", path, error);
}

void bind_mount(const char *source, char *target)
{
	reg error = sys(mount, source, target, "", MS_BIND, "");
	if (error < 0)
		leave_with_problem("mount", target, error);
	note_mount(target);
}

void begin_test_mounts(int is_ahead)
{
	self.is_for_test = 1;
	self.is_ahead = is_ahead;
}

void end_test_mounts(void)
{
	self.is_for_test = 0;
}

int is_mounting_for_test(void)
{
	return self.is_for_test;
}

int is_mounting_ahead(void)
{
	return self.is_for_test && self.is_ahead;
}

void note_mount(char *target)
{
	if (!self.is_for_test)
		return;
	if (self.count == MAX_MOUNTS)
		leave_with_problem("mount", target, -E2BIG);
	self.targets[self.count++] = target;
	notice_kernel_programs_at(target);
}

void remove_test_mounts(void)
{
	while (self.count)
		try_sys(umount2, self.targets[--self.count], MNT_DETACH);
}
