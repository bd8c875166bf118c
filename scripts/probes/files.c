/* File systems and devices that tests ask a kernel for. */
#include "probe.h"
#include <mqueue.h>
#include <sys/xattr.h>

static const char *system_name;

static answer is_registered(void)
{
	char line[64];
	snprintf(line, sizeof line, "\t%s\n", system_name);
	return when(says("/proc/filesystems", line));
}

#define file_system(function, name) \
	static answer function(void) \
	{ \
		system_name = name; \
		return of_module(is_registered, name); \
	}

file_system(overlayfs, "overlay")
file_system(fuse, "fuse")
file_system(squashfs, "squashfs")
file_system(ext4, "ext4")
file_system(xfs, "xfs")
file_system(btrfs, "btrfs")
file_system(tracefs, "tracefs")
file_system(debugfs, "debugfs")
file_system(configfs, "configfs")
file_system(bpffs, "bpf")
file_system(hugetlbfs, "hugetlbfs")
file_system(binfmt, "binfmt_misc")
file_system(nfs, "nfs")

static answer own_tmpfs(void)
{
	mkdir("/tmp/probe", 0700);
	return by(mount("probe", "/tmp/probe", "tmpfs", 0, 0));
}

static answer tmpfs_attributes(void)
{
	own_tmpfs();
	close(open("/tmp/probe/file", O_CREAT | O_RDWR, 0600));
	return by(setxattr("/tmp/probe/file", "user.probe", "1", 1, 0));
}

static answer tmpfs_direct(void)
{
	own_tmpfs();
	return by(open("/tmp/probe/direct", O_CREAT | O_RDWR | O_DIRECT, 0600));
}

static answer queues(void)
{
	return by(mq_open("/probe", O_CREAT | O_RDWR, 0600, 0));
}

static answer configuration(void)
{
	return when(access("/proc/config.gz", R_OK) == 0);
}

static answer is_file(const char *path)
{
	return when(access(path, F_OK) == 0);
}

static answer kprobes(void)
{
	mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, 0);
	return is_file("/sys/kernel/tracing/kprobe_events");
}

static answer pressure(void)
{
	return is_file("/proc/pressure/memory");
}

static answer module_loading(void)
{
	return is_file("/proc/modules");
}

static answer is_misc_device(void)
{
	return when(says("/proc/misc", system_name) || says("/proc/devices", system_name));
}

#define device(function, name, module) \
	static answer function(void) \
	{ \
		system_name = name; \
		return of_module(is_misc_device, module); \
	}

device(tun, " tun\n", "tun")
device(loop, " loop\n", "loop")
device(mapper, " device-mapper\n", "dm-mod")
device(nbd, " nbd\n", "nbd")

static const struct row rows[] = {
	{"kprobes: `kprobe_events`", kprobes},
	{"message queues: `mq_open`", queues},
	{"loadable modules", module_loading},
	{"`/proc/config.gz`", configuration},
	{"`/proc/pressure`", pressure},
	{"overlayfs", overlayfs},
	{"FUSE", fuse},
	{"squashfs", squashfs},
	{"ext4", ext4},
	{"XFS", xfs},
	{"btrfs", btrfs},
	{"NFS", nfs},
	{"tracefs", tracefs},
	{"debugfs", debugfs},
	{"configfs", configfs},
	{"bpffs", bpffs},
	{"hugetlbfs", hugetlbfs},
	{"binfmt_misc", binfmt},
	{"tmpfs: extended attributes of users", tmpfs_attributes},
	{"tmpfs: `O_DIRECT`", tmpfs_direct},
	{"loop devices", loop},
	{"device mapper", mapper},
	{"network block devices", nbd},
	{"tun and tap", tun},
};

int main(void)
{
	answer_rows(rows, sizeof rows / sizeof *rows);
	return 0;
}
