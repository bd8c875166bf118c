#include "views.h"

#include <linux/sched.h>
#include <sys/mount.h>

#include "../lib/syscall.h"
#include "modprobe.h"
#include "network.h"

/* A kernel that lacks one has no folder for it, and then looks no further. */
void mount_shared_views(void)
{
	static const struct { const char *type, *path; } views[] = {
		{"securityfs", "/sys/kernel/security"}, {"debugfs", "/sys/kernel/debug"}, {"tracefs", "/sys/kernel/tracing"},
		{"configfs", "/sys/kernel/config"},
	};
	for (size_t i = 0; i < sizeof views / sizeof *views; i++)
		try_sys(mount, views[i].type, views[i].path, views[i].type, 0, "");
}

void mount_views(u64 own)
{
	if (own & CLONE_NEWNET) {
		raise_loopback();
		try_sys(mount, "sysfs", "/sys", "sysfs", 0, "");
		try_sys(mount, "cgroup2", "/sys/fs/cgroup", "cgroup2", 0, "");
		mount_shared_views();
	}
	/* Each is another one, so what a test pins there ends with it. */
	withdraw_modprobe();
	try_sys(mount, "bpf", "/sys/fs/bpf", "bpf", 0, "");
	offer_modprobe_again();
	/* The kernel asks the one in init's own mounts. */
	try_sys(umount2, MODPROBE, MNT_DETACH);
	/* Without it, a test finds no /proc. */
	try_sys(mount, "proc", "/proc", "proc", 0, "");
	try_sys(mount, "mqueue", "/dev/mqueue", "mqueue", 0, "");
}
