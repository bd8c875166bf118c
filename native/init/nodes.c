#include "nodes.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "../lib/syscall.h"
#include "modprobe.h"
#include "notices.h"

static struct node {
	const char *path;
	/* Whether it is covered while a test runs: then its entries or bytes count, by its size and its times. */
	int is_covered;
	/* Of this very file, whatever becomes of its name; -1 without one. */
	int fd;
	struct stat status;
	/* Whether it has not changed as long as nothing is noticed. */
	int is_noticed;
	/* Bytes of the names of its extended attributes. None has any at first; an access list is one. */
	reg attributes;
} nodes[] = {
	{.path = "/"}, {.path = "/dev"}, {.path = "/dev/null"}, {.path = "/dev/zero"}, {.path = "/dev/full"},
	{.path = "/dev/random"}, {.path = "/dev/urandom"}, {.path = "/dev/tty"}, {.path = "/dev/ptmx"},
	{.path = "/tmp", .is_covered = 1}, {.path = "/run", .is_covered = 1}, {.path = "/root", .is_covered = 1},
	{.path = "/work", .is_covered = 1}, {.path = "/artifacts", .is_covered = 1}, {.path = "/proc", .is_covered = 1},
	{.path = "/dev/shm", .is_covered = 1}, {.path = "/dev/mqueue", .is_covered = 1}, {.path = MODPROBE, .is_covered = 1},
};

enum { COUNT = sizeof nodes / sizeof *nodes };

static void look(struct node *node)
{
	try_sys(fstat, node->fd, &node->status);
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

static int is_other_time(struct timespec one, struct timespec other)
{
	return one.tv_sec != other.tv_sec || one.tv_nsec != other.tv_nsec;
}

static int is_changed(const struct node *before)
{
	struct node now = *before;
	look(&now);
	if (now.status.st_mode != before->status.st_mode || now.status.st_uid != before->status.st_uid ||
	    now.status.st_gid != before->status.st_gid || now.attributes != before->attributes)
		return 1;
	return before->is_covered && (now.status.st_size != before->status.st_size ||
				      is_other_time(now.status.st_mtim, before->status.st_mtim) ||
				      is_other_time(now.status.st_ctim, before->status.st_ctim));
}

const char *find_changed_node(int has_notice)
{
	for (size_t i = 0; i < COUNT; i++)
		if (nodes[i].fd >= 0 && (has_notice || !nodes[i].is_noticed) && is_changed(&nodes[i]))
			return nodes[i].path;
	return NULL;
}
