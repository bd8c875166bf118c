#include "root.h"

#include <sys/mount.h>
#include <sys/stat.h>

#include "../lib/syscall.h"

static void hide_watchdog(void);
static void make_devices(void);

reg switch_root(void)
{
	reg error;
	if ((error = sys(mount, "root", "/root", "tmpfs", 0, "mode=755")) < 0 || (error = sys(chdir, "/root")) < 0 ||
	    (error = sys(mount, ".", "/", 0, MS_MOVE, 0)) < 0 || (error = sys(chroot, ".")) < 0 ||
	    (error = sys(chdir, "/")) < 0 || (error = sys(mkdir, "/dev", 0755)) < 0)
		return error;
	if (sys(mount, "dev", "/dev", "devtmpfs", MS_NOSUID, "mode=755") == 0) {
		hide_watchdog();
		return 0;
	}
	error = sys(mount, "dev", "/dev", "tmpfs", MS_NOSUID, "mode=755");
	make_devices();
	return error;
}

/*
 * User Mode Linux's own is a program of the host, which the host does not have, or the kernel may not start. To say so,
 * the driver fails with a number that is no error, which the kernel warns about: the test that opened it would fail. One
 * that a module makes is another, and comes later.
 */
static void hide_watchdog(void)
{
	try_sys(unlink, "/dev/watchdog");
}

/* For a kernel without devtmpfs. A device that cannot be made is missed by whatever opens it. */
static void make_devices(void)
{
	static const struct { const char *path; unsigned short mode, major, minor; } devices[] = {
		{"/dev/null", 0666, 1, 3}, {"/dev/zero", 0666, 1, 5}, {"/dev/full", 0666, 1, 7},
		{"/dev/random", 0666, 1, 8}, {"/dev/urandom", 0666, 1, 9}, {"/dev/kmsg", 0600, 1, 11},
		{"/dev/tty", 0666, 5, 0}, {"/dev/console", 0600, 5, 1}, {"/dev/ptmx", 0666, 5, 2},
		{"/dev/tty0", 0600, 4, 0}, {"/dev/tty1", 0600, 4, 1}, {"/dev/tty2", 0600, 4, 2},
		{"/dev/tty3", 0600, 4, 3}, {"/dev/tty4", 0600, 4, 4},
	};
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
		try_sys(mknod, devices[i].path, S_IFCHR | devices[i].mode, devices[i].major << 8 | devices[i].minor);
}

void open_devices(void)
{
	static const struct { const char *path; unsigned short mode; } devices[] = {
		{"/dev/fuse", 0666}, {"/dev/net/tun", 0666}, {"/dev/vfio/vfio", 0666}, {"/dev/loop-control", 0660},
	};
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
		try_sys(chmod, devices[i].path, devices[i].mode);
}
