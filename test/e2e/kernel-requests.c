/*
 * Uses what is there from the start, and what distribution kernels have as modules, one kind of request after another; prints
 * "WHAT: yes" or the error.
 * As root, it first covers /lib/modules, as a test may.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_alg.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void tell(const char *what, long result)
{
	printf("%s: %s\n", what, result < 0 ? strerror(errno) : "yes");
}

static long bind_algorithm(const char *type, const char *name)
{
	struct sockaddr_alg address = {.salg_family = AF_ALG};
	strcpy((char *)address.salg_type, type);
	strcpy((char *)address.salg_name, name);
	return bind(socket(AF_ALG, SOCK_SEQPACKET, 0), (struct sockaddr *)&address, sizeof address);
}

static long bind_loopback(void)
{
	struct sockaddr_in6 loopback = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	return bind(socket(AF_INET6, SOCK_DGRAM, 0), (struct sockaddr *)&loopback, sizeof loopback);
}

/* As "ip link add type dummy" does. */
static long add_dummy(void)
{
	struct {
		struct nlmsghdr header;
		struct ifinfomsg link;
		struct rtattr info, kind;
		char name[8];
	} request = {
		{.nlmsg_len = sizeof request, .nlmsg_type = RTM_NEWLINK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_ACK},
		{.ifi_family = AF_UNSPEC},
		{2 * sizeof(struct rtattr) + 8, IFLA_LINKINFO},
		{sizeof(struct rtattr) + 6, IFLA_INFO_KIND},
		"dummy",
	};
	struct { struct nlmsghdr header; struct nlmsgerr error; } answer = {0};
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	if (send(fd, &request, sizeof request, 0) < 0 || recv(fd, &answer, sizeof answer, 0) < 0)
		return -1;
	errno = -answer.error.error;
	return answer.error.error;
}

static long mount_type(const char *type)
{
	mkdir("/tmp/disk", 0700);
	/* Without a disk, the kernel has only looked whether it knows the type. */
	return mount("none", "/tmp/disk", type, 0, 0) < 0 && errno == ENODEV ? -1 : 0;
}

int main(void)
{
	struct stat status;
	char random[16];
	tell("random", getrandom(random, sizeof random, GRND_NONBLOCK));
	tell("if_inet6", access("/proc/net/if_inet6", R_OK));
	tell("::1", bind_loopback());
	if (getuid() == 0)
		tell("cover", mount("none", "/lib/modules", "tmpfs", 0, 0));
	tell("algorithm", bind_algorithm("skcipher", "ctr(aes)"));
	tell("hash", bind_algorithm("hash", "hmac(sha512)"));
	tell("sctp", socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP));
	tell("fuse", open("/dev/fuse", O_RDWR));
	tell("tun", open("/dev/net/tun", O_RDWR));
	if (getuid() == 0) {
		tell("loop-control", open("/dev/loop-control", O_RDWR));
		tell("loop7", open("/dev/loop7", O_RDONLY));
		tell("squashfs", mount_type("squashfs"));
		tell("dummy", add_dummy());
		tell("nothing", mount_type("nothing-has-this-name"));
	}
	static const char *const nodes[] = {"fuse", "net/tun", "loop-control"};
	for (int i = 0; i < 3; i++) {
		char path[32];
		snprintf(path, sizeof path, "/dev/%s", nodes[i]);
		tell(path, stat(path, &status));
		printf("%o\n", status.st_mode & 0777);
	}
	return 0;
}
