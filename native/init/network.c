#include "network.h"

#include <linux/if_addr.h>
#include <linux/if_addrlabel.h>
#include <linux/if_link.h>
#include <linux/nexthop.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "../lib/memory.h"
#include "../lib/syscall.h"
#include "../lib/text.h"
#include "ring.h"

enum {
	SIZE = 65536,
	/* Of an answer that comes in several. The kernel makes none longer. */
	PIECE = 32768,
	/* As many as fill SIZE, and the end. */
	MAX_PIECES = 9,
};

static struct {
	/* For questions; -1 for a kernel without a network, or one that is not compared. */
	int socket;
	/* What was there at first, and room for what is there now and for an answer. */
	char *first, *now, *pieces;
	size_t length;
} self = {.socket = -1};

void raise_loopback(void)
{
	struct ifreq request = {.ifr_name = "lo"};
	reg fd = sys(socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* A kernel without a network. */
	if (fd < 0)
		return;
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	try_sys(ioctl, fd, SIOCSIFFLAGS, &request);
	try_sys(close, fd);
}

/* ---- what is compared ---- */

/* Kinds of message: the size of what comes before the attributes, and the attributes that do not count, as bits. */
#define BIT(attribute) (1ULL << (attribute))
static const struct { unsigned short question, answer, fixed; u64 ignored; } kinds[] = {
	{RTM_GETLINK, RTM_NEWLINK, sizeof(struct ifinfomsg),
	 BIT(IFLA_STATS) | BIT(IFLA_STATS64) | BIT(IFLA_AF_SPEC) | BIT(IFLA_CARRIER_CHANGES) | BIT(47) | BIT(48)},
	{RTM_GETADDR, RTM_NEWADDR, sizeof(struct ifaddrmsg), BIT(IFA_CACHEINFO)},
	{RTM_GETROUTE, RTM_NEWROUTE, sizeof(struct rtmsg), BIT(RTA_CACHEINFO) | BIT(RTA_EXPIRES)},
	{RTM_GETRULE, RTM_NEWRULE, sizeof(struct rtmsg), 0},
	{RTM_GETNEXTHOP, RTM_NEWNEXTHOP, sizeof(struct nhmsg), 0},
	{RTM_GETADDRLABEL, RTM_NEWADDRLABEL, sizeof(struct ifaddrlblmsg), 0},
	{RTM_GETQDISC, RTM_NEWQDISC, sizeof(struct tcmsg), BIT(TCA_STATS) | BIT(TCA_XSTATS) | BIT(TCA_STATS2)},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

size_t copy_steady(char *to, size_t room, const void *message, size_t length)
{
	const struct nlmsghdr *header = message;
	const char *from = message;
	size_t kind = 0, at, copied;
	while (kind < KINDS && kinds[kind].answer != header->nlmsg_type)
		kind++;
	if (kind == KINDS)
		return 0;
	at = NLMSG_LENGTH(kinds[kind].fixed);
	if (at > length || at > room)
		return 0;
	__builtin_memcpy(to, from, copied = at);
	((struct nlmsghdr *)(void *)to)->nlmsg_len = ((struct nlmsghdr *)(void *)to)->nlmsg_seq = 0;
	for (at = NLMSG_ALIGN(at); at + sizeof(struct rtattr) <= length;) {
		const struct rtattr *attribute = (const void *)(from + at);
		size_t size = attribute->rta_len;
		if (size < sizeof *attribute || at + size > length)
			return 0;
		if (attribute->rta_type >= 64 || !(kinds[kind].ignored >> attribute->rta_type & 1)) {
			if (copied + size > room)
				return 0;
			__builtin_memcpy(to + copied, from + at, size);
			copied += size;
		}
		at += RTA_ALIGN(size);
	}
	return copied;
}

/* ---- asking ---- */

struct question { struct nlmsghdr header; struct rtgenmsg family; };

/* A question, and the pieces of its answer. */
enum { MESSAGES = 1 + MAX_PIECES };

/* Asks all at once: each system call of a guest costs its host several. Returns 0 or a negative errno. */
static MUST_USE reg exchange(struct ring_message (*messages)[MESSAGES])
{
	struct question questions[KINDS];
	char *piece = self.pieces;
	for (size_t kind = 0; kind < KINDS; kind++) {
		questions[kind] = (struct question){
			{.nlmsg_len = sizeof *questions, .nlmsg_type = kinds[kind].question, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
			{AF_UNSPEC},
		};
		messages[kind][0] = (struct ring_message){.is_sent = 1, .room = sizeof *questions, .bytes = &questions[kind]};
		for (size_t i = 1; i < MESSAGES; i++, piece += PIECE)
			messages[kind][i] = (struct ring_message){.room = PIECE, .bytes = piece};
	}
	return exchange_through_ring(self.socket, *messages, KINDS * MESSAGES);
}

/* Adds what is in a piece of an answer. Returns 1 when the answer goes on, 0 at its end, or a negative errno. */
static MUST_USE int add_piece(const char *piece, int size, char *answers, size_t *length)
{
	for (int at = 0; at + (int)sizeof(struct nlmsghdr) <= size;) {
		const struct nlmsghdr *header = (const void *)(piece + at);
		/* An error: it has no such kind. */
		if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR)
			return 0;
		if (header->nlmsg_len < sizeof *header || at + (int)header->nlmsg_len > size)
			return -EBADMSG;
		size_t copied = copy_steady(answers + *length, SIZE - *length, header, header->nlmsg_len);
		if (!copied)
			return -E2BIG;
		*length += copied;
		at += (int)NLMSG_ALIGN(header->nlmsg_len);
	}
	return 1;
}

/* Returns whether all of the answer to one question is there. */
static int add_answer(const struct ring_message *messages, char *answers, size_t *length)
{
	int more = messages[0].result < 0 ? -EIO : 1;
	for (size_t i = 1; more > 0 && i < MESSAGES; i++)
		more = messages[i].result <= 0 ? -EIO : add_piece(messages[i].bytes, messages[i].result, answers, length);
	return more == 0;
}

/* Returns how long all answers are; 0 when they are not known. */
static size_t ask_all(char *answers)
{
	static struct ring_message messages[KINDS][MESSAGES];
	size_t length = 0;
	if (exchange(messages) < 0)
		return 0;
	for (size_t kind = 0; kind < KINDS; kind++)
		if (!add_answer(messages[kind], answers, &length))
			return 0;
	return length;
}

int is_network_changed(void)
{
	if (self.socket < 0)
		return 0;
	return ask_all(self.now) != self.length || !is_same(self.now, self.first, self.length);
}

void learn_network(void)
{
	self.first = map_own_memory(SIZE);
	self.now = map_own_memory(SIZE);
	self.pieces = map_own_memory((size_t)KINDS * MAX_PIECES * PIECE);
	if (!self.first || !self.now || !self.pieces)
		return;
	self.socket = (int)sys(socket, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	self.length = self.socket < 0 ? 0 : ask_all(self.first);
	/* One that changes by itself says nothing about tests. */
	if (self.length == 0 || is_network_changed())
		self.socket = -1;
}
