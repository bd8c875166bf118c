#include "nodes.h"

#include <fcntl.h>
#include <linux/stat.h>

#include "../lib/syscall.h"
#include "modprobe.h"
#include "notices.h"

static struct node {
	const char *path;
	/* Whether it is covered while a test runs: then its entries or bytes count, by its size and its times. */
	int is_covered;
	/* Of this very file, whatever becomes of its name; -1 without one. */
	int fd;
	struct statx status;
	/* Whether all but its flags has not changed as long as nothing is noticed. */
	int is_noticed;
	/* Whether the file system that it is on keeps flags (chattr), of which the kernel gives no notice. */
	int has_flags;
	/* Bytes of the names of its extended attributes. None has any at first; an access list is one. */
	reg attributes;
} nodes[] = {
	{.path = "/", .has_flags = 1}, {.path = "/dev", .has_flags = 1},
	{.path = "/dev/null"}, {.path = "/dev/zero"}, {.path = "/dev/full"},
	{.path = "/dev/random"}, {.path = "/dev/urandom"}, {.path = "/dev/tty"}, {.path = "/dev/ptmx"},
	{.path = "/tmp", .is_covered = 1}, {.path = "/run", .is_covered = 1}, {.path = "/root", .is_covered = 1},
	{.path = "/work", .is_covered = 1}, {.path = "/artifacts", .is_covered = 1}, {.path = "/proc", .is_covered = 1},
	{.path = "/dev/shm", .is_covered = 1}, {.path = "/dev/mqueue", .is_covered = 1}, {.path = MODPROBE, .is_covered = 1},
};

enum { COUNT = sizeof nodes / sizeof *nodes };

static void look_at_status(struct node *node)
{
	try_sys(statx, node->fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &node->status);
}

static void look(struct node *node)
{
	look_at_status(node);
	node->attributes = node->is_covered ? 0 : sys(llistxattr, node->path, 0, 0);
}

void learn_nodes(void)
{
	for (size_t i = 0; i < COUNT; i++) {
		nodes[i].fd = (int)sys(open, nodes[i].path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		/* Times count where something is covered, and the kernel does not tell of all that changes them. */
		nodes[i].is_noticed = !nodes[i].is_covered && expect_notice(nodes[i].path);
		look(&nodes[i]);
	}
}

static int is_other_time(struct statx_timestamp one, struct statx_timestamp other)
{
	return one.tv_sec != other.tv_sec || one.tv_nsec != other.tv_nsec;
}

static int is_changed(const struct node *before)
{
	struct node now = *before;
	look(&now);
	if (now.status.stx_mode != before->status.stx_mode || now.status.stx_uid != before->status.stx_uid ||
	    now.status.stx_gid != before->status.stx_gid || now.attributes != before->attributes ||
	    now.status.stx_attributes != before->status.stx_attributes)
		return 1;
	return before->is_covered && (now.status.stx_size != before->status.stx_size ||
				      is_other_time(now.status.stx_mtime, before->status.stx_mtime) ||
				      is_other_time(now.status.stx_ctime, before->status.stx_ctime));
}

static int has_other_flags(const struct node *before)
{
	struct node now = *before;
	look_at_status(&now);
	return now.status.stx_attributes != before->status.stx_attributes;
}

const char *find_changed_node(int is_root, int has_notice)
{
	for (size_t i = 0; i < COUNT; i++) {
		const struct node *node = &nodes[i];
		if (node->fd < 0)
			continue;
		if (has_notice || !node->is_noticed ? is_changed(node) : is_root && node->has_flags && has_other_flags(node))
			return node->path;
	}
	return NULL;
}
