#include "link.h"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/in.h>
#include <linux/ipv6.h>
#include <linux/ipv6_route.h>
#include <linux/route.h>
#include <linux/sockios.h>

#include "../lib/io.h"
#include "../lib/syscall.h"
#include "../lib/text.h"
#include "leave.h"

#define LINK "vec0"

static int is_up;

static void set_up_ipv4(int fd, char **words);
static void set_up_ipv6(int fd, int index, char **words);
static void bring_up(int fd);
static void write_setting(const char *path, const char *text);

int has_own_network(u64 user)
{
	return user != 0 && !is_up;
}

void set_up_link(char **words)
{
	struct ifreq request = {.ifr_name = LINK};
	int fd = (int)sys(socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int fd6 = (int)sys(socket, AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	reg error = fd < 0 ? fd : sys(ioctl, fd, SIOCGIFINDEX, &request);
	if (error < 0)
		leave_with_problem("find the network interface", LINK, error);
	/* Before it is up: otherwise IPv6 waits for a second or two until an address is its own. */
	write_setting("/proc/sys/net/ipv6/conf/" LINK "/accept_dad", "0");
	write_setting("/proc/sys/net/ipv6/conf/" LINK "/accept_ra", "0");
	/* Any user may send pings. */
	write_setting("/proc/sys/net/ipv4/ping_group_range", "0 2147483647");
	bring_up(fd);
	set_up_ipv4(fd, words);
	if (fd6 >= 0 && *words[3])
		set_up_ipv6(fd6, request.ifr_ifindex, words + 3);
	try_sys(close, fd);
	try_sys(close, fd6);
	is_up = 1;
}

static void write_setting(const char *path, const char *text)
{
	int fd = (int)sys(open, path, O_WRONLY | O_CLOEXEC);
	may_fail(write_all(fd, text, length_of(text)));
	try_sys(close, fd);
}

static void ask(int fd, unsigned long request, const void *argument, const char *what)
{
	reg error = sys(ioctl, fd, request, argument);
	if (error < 0)
		leave_with_problem(what, LINK, error);
}

/* Flags that are not given anew are lost. */
static void bring_up(int fd)
{
	struct ifreq request = {.ifr_name = LINK};
	static const char what[] = "bring up the network interface";
	ask(fd, SIOCGIFFLAGS, &request, what);
	request.ifr_flags |= IFF_UP;
	ask(fd, SIOCSIFFLAGS, &request, what);
}

/* An IPv4 address, from its 8 digits. */
static struct sockaddr ipv4(const char *digits)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	struct sockaddr same;
	may_fail((reg)parse_bytes(digits, (unsigned char *)&address.sin_addr, sizeof address.sin_addr));
	__builtin_memcpy(&same, &address, sizeof same);
	return same;
}

static struct sockaddr netmask(u64 prefix)
{
	struct sockaddr mask = ipv4("");
	struct sockaddr_in *bytes = (void *)&mask;
	bytes->sin_addr.s_addr = prefix ? __builtin_bswap32(~0U << (32 - prefix)) : 0;
	return mask;
}

static void set_up_ipv4(int fd, char **words)
{
	struct ifreq request = {.ifr_name = LINK};
	struct rtentry route = {.rt_dst = ipv4(""), .rt_genmask = ipv4(""), .rt_flags = RTF_UP | RTF_GATEWAY};
	request.ifr_addr = ipv4(words[0]);
	ask(fd, SIOCSIFADDR, &request, "set the address of");
	request.ifr_netmask = netmask(parse_number(words[1]));
	ask(fd, SIOCSIFNETMASK, &request, "set the netmask of");
	if (!*words[2])
		return;
	route.rt_gateway = ipv4(words[2]);
	ask(fd, SIOCADDRT, &route, "set the default route by");
}

static void set_up_ipv6(int fd, int index, char **words)
{
	struct in6_ifreq request = {.ifr6_prefixlen = (unsigned)parse_number(words[1]), .ifr6_ifindex = index};
	struct in6_rtmsg route = {.rtmsg_flags = RTF_UP | RTF_GATEWAY, .rtmsg_metric = 1, .rtmsg_ifindex = index};
	may_fail((reg)parse_bytes(words[0], (unsigned char *)&request.ifr6_addr, sizeof request.ifr6_addr));
	ask(fd, SIOCSIFADDR, &request, "set the IPv6 address of");
	if (!*words[2])
		return;
	may_fail((reg)parse_bytes(words[2], (unsigned char *)&route.rtmsg_gateway, sizeof route.rtmsg_gateway));
	ask(fd, SIOCADDRT, &route, "set the IPv6 default route by");
}
