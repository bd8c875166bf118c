#include "tap.h"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/in.h>
#include <linux/ioctl.h>
#include <linux/sockios.h>

#include "../lib/give-up.h"
#include "../lib/io.h"
#include "../lib/syscall.h"
#include "../lib/text.h"
#include "link.h"
#include "offer.h"

/* A host's end and a guest's: four addresses, as in src/network/tap-slot.ts; and the MTU of src/network/link.ts. */
enum { NETMASK = ~3U, MTU = 16384 };

static struct ifreq request_for(const char *device)
{
	struct ifreq request = {0};
	struct text name;
	text_init(&name, request.ifr_name, sizeof request.ifr_name);
	text_add(&name, device);
	if (name.truncated)
		give_up("name a TAP device", device, -ENAMETOOLONG);
	return request;
}

static void set_ipv4(struct ifreq *request, u64 number)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = __builtin_bswap32((unsigned)number)};
	__builtin_memcpy(&request->ifr_addr, &address, sizeof address);
}

static void write_setting(const char *folder, const char *device, const char *name, const char *value)
{
	TEXT(path, 128);
	text_add(&path, folder);
	text_add(&path, device);
	text_add(&path, name);
	reg file = must(sys(open, path.bytes, O_WRONLY | O_CLOEXEC), "set", path.bytes);
	must(write_all((int)file, value, length_of(value)), "set", path.bytes);
	try_sys(close, file);
}

/* It has no IPv6: the host would send router solicitations and answer what the guest sends to link-local addresses. */
static void keep_from_ipv6(const char *device)
{
	if (sys(access, "/proc/sys/net/ipv6", 0) == 0)
		write_setting("/proc/sys/net/ipv6/conf/", device, "/disable_ipv6", "1");
}

static void set_up(const char *device, u64 address)
{
	struct ifreq request = request_for(device);
	reg asked = must(sys(socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "set up", device);
	keep_from_ipv6(device);
	request.ifr_mtu = MTU;
	must(sys(ioctl, asked, SIOCSIFMTU, &request), "set the MTU of", device);
	set_ipv4(&request, address);
	must(sys(ioctl, asked, SIOCSIFADDR, &request), "set the address of", device);
	set_ipv4(&request, NETMASK);
	must(sys(ioctl, asked, SIOCSIFNETMASK, &request), "set the netmask of", device);
	/* Only from here: what comes back is led to the guest by rules, so that no other device has to forward. */
	write_setting("/proc/sys/net/ipv4/conf/", device, "/forwarding", "1");
	must(sys(ioctl, asked, SIOCGIFFLAGS, &request), "bring up", device);
	request.ifr_flags |= IFF_UP;
	must(sys(ioctl, asked, SIOCSIFFLAGS, &request), "bring up", device);
	try_sys(close, asked);
}

/* The kernel's word for an interface whose device is inherited, by the other for the same interface. */
static void replace_link(char **words, const char *link)
{
	while (*words && !text_after(*words, "vec0:"))
		words++;
	if (*words)
		*words = (char *)link;
}

int open_tap(struct options *options)
{
	const char *device = options->tap;
	struct ifreq request = request_for(device);
	int has_header = options->tap_link && options->readable.count && !options->is_foreign && can_answer_openings();
	reg tap = must(sys(open, "/dev/net/tun", O_RDWR | O_CLOEXEC), "open", "/dev/net/tun");
	/* IFF_TUN_EXCL: a device of that name that is there is another's. */
	request.ifr_flags = (short)(IFF_TAP | IFF_NO_PI | (has_header ? IFF_VNET_HDR : 0) |
				    (options->tap_address ? IFF_TUN_EXCL : 0));
	must(sys(ioctl, tap, TUNSETIFF, &request), "open the TAP device", device);
	/* As the kernel's driver asks for; without the header nothing, whoever had the device before. */
	must(sys(ioctl, tap, TUNSETOFFLOAD, has_header ? TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 : 0), "set up", device);
	if (options->tap_address)
		set_up(device, options->tap_address);
	if (has_header)
		replace_link(options->program, options->tap_link);
	options->tap_has_header = has_header;
	return (int)tap;
}

void inherit_tap(const struct options *options, int tap)
{
	must(sys(dup2, tap, LINK), "open the TAP device", options->tap);
}

void release_tap(int tap)
{
	try_sys(ioctl, tap, TUNSETOFFLOAD, 0);
}
