#include "overlay.h"

#include <fcntl.h>
#include <sys/mount.h>

#include "../lib/syscall.h"
#include "copy-tree.h"
#include "leave.h"
#include "mounts.h"
#include "watch.h"

/* mount(2) takes a page of options. */
enum { OPTIONS_SIZE = 4096 };

static int can_open_through_overlay(void)
{
	if (sys(mount, "overlay", "/.probed", "overlay", MS_RDONLY | MS_SILENT, "lowerdir=/.probe:/dev") < 0)
		return 0;
	reg file = sys(open, "/.probed/init", O_RDONLY | O_CLOEXEC);
	if (file >= 0)
		try_sys(close, file);
	try_sys(umount2, "/.probed", MNT_DETACH);
	return file >= 0;
}

static int probe_overlay(void)
{
	int has = 0;
	make_folder("/.probe");
	make_folder("/.probed");
	if (sys(mount, "none", "/.probe", "hostfs", MS_RDONLY, "/boot") == 0) {
		has = can_open_through_overlay();
		try_sys(umount2, "/.probe", MNT_DETACH);
	}
	try_sys(rmdir, "/.probe");
	try_sys(rmdir, "/.probed");
	return has;
}

int has_overlay(void)
{
	static int is_known, has;
	if (!is_known)
		has = probe_overlay();
	is_known = 1;
	return has;
}

void mount_overlay(const char *lower, const char *like, char *target)
{
	static u64 count;
	TEXT(upper, 64);
	TEXT(work, 64);
	TEXT(options, OPTIONS_SIZE);
	text_add(&upper, "/.written/");
	text_add_number(&upper, count++);
	text_add(&work, upper.bytes);
	text_add(&work, "w");
	make_like(like, upper.bytes);
	make_folder(work.bytes);
	overlay_options(&options, lower, upper.bytes, work.bytes);
	if (options.truncated)
		leave_with_problem("mount so many folders at", target, -ENAMETOOLONG);
	/* A folder that the host's user may not read, say, is shown as it is. */
	if (sys(mount, "overlay", target, "overlay", 0, options.bytes) < 0) {
		bind_mount(like, target);
		return;
	}
	note_mount(target);
	/* What is written shows here: another test must not find another program there, or another library. */
	if (!is_mounting_for_test())
		watch_folder(upper.bytes, target);
}

void overlay_options(struct text *options, const char *lower, const char *upper, const char *work)
{
	text_add(options, "lowerdir=");
	text_add(options, lower);
	text_add(options, ",upperdir=");
	text_add(options, upper);
	text_add(options, ",workdir=");
	text_add(options, work);
}
