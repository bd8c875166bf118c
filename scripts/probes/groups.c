/* Control groups, namespaces and families of sockets that tests ask a kernel for. */
#include "probe.h"
#include <sched.h>
#include <sys/socket.h>

/* ---- control groups and namespaces ---- */

static answer controllers(void)
{
	static char all[256];
	mkdir("/tmp/groups", 0700);
	if (mount("groups", "/tmp/groups", "cgroup2", 0, 0) < 0)
		return by(-1);
	int fd = open("/tmp/groups/cgroup.controllers", O_RDONLY);
	ssize_t got = read(fd, all, sizeof all - 1);
	if (got <= 1)
		return "no controllers";
	all[got - 1] = 0;
	return all;
}

#define namespace(function, flag) \
	static answer function(void) \
	{ \
		return by(unshare(flag)); \
	}

namespace(user_namespace, CLONE_NEWUSER)
namespace(pid_namespace, CLONE_NEWPID)
namespace(mount_namespace, CLONE_NEWNS)
namespace(network_namespace, CLONE_NEWNET)
namespace(ipc_namespace, CLONE_NEWIPC)
namespace(uts_namespace, CLONE_NEWUTS)
namespace(cgroup_namespace, CLONE_NEWCGROUP)
namespace(time_namespace, 0x80)

/* ---- sockets ---- */

/* The kernel asks for most modules by itself. */
#define sockets(function, family, type, protocol, module) \
	static answer function##_alone(void) \
	{ \
		return by(socket(family, type, protocol)); \
	} \
	static answer function(void) \
	{ \
		return of_module(function##_alone, module); \
	}

sockets(ipv6, AF_INET6, SOCK_STREAM, 0, "ipv6")
sockets(packet, AF_PACKET, SOCK_RAW, 0, "af_packet")
sockets(raw, AF_INET, SOCK_RAW, 1, "none")
sockets(netfilter, AF_NETLINK, SOCK_RAW, 12, "nfnetlink")
sockets(crypto, AF_ALG, SOCK_SEQPACKET, 0, "af_alg")
sockets(vsock, AF_VSOCK, SOCK_STREAM, 0, "vsock")
sockets(sctp, AF_INET, SOCK_STREAM, 132, "sctp")
sockets(mptcp, AF_INET, SOCK_STREAM, 262, "none")
sockets(xdp, AF_XDP, SOCK_RAW, 0, "none")
sockets(key, AF_KEY, SOCK_RAW, 2, "af_key")
sockets(tipc, AF_TIPC, SOCK_STREAM, 0, "tipc")
sockets(can, AF_CAN, SOCK_RAW, 1, "can-raw")
sockets(bluetooth, AF_BLUETOOTH, SOCK_RAW, 1, "bluetooth")

static const struct row rows[] = {
	{"controllers of cgroup2", controllers},
	{"namespaces: user", user_namespace},
	{"namespaces: PID", pid_namespace},
	{"namespaces: mount", mount_namespace},
	{"namespaces: network", network_namespace},
	{"namespaces: IPC", ipc_namespace},
	{"namespaces: UTS", uts_namespace},
	{"namespaces: cgroup", cgroup_namespace},
	{"namespaces: time", time_namespace},
	{"IPv6", ipv6},
	{"raw sockets", raw},
	{"`AF_PACKET`", packet},
	{"netfilter's netlink", netfilter},
	{"`AF_ALG`", crypto},
	{"`AF_VSOCK`", vsock},
	{"SCTP", sctp},
	{"MPTCP", mptcp},
	{"`AF_XDP`", xdp},
	{"`AF_KEY`", key},
	{"TIPC", tipc},
	{"CAN", can},
	{"Bluetooth", bluetooth},
};

int main(void)
{
	answer_rows(rows, sizeof rows / sizeof *rows);
	return 0;
}
