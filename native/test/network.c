#include "../init/network.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "check.h"

/* A message of one link, with an attribute of four bytes. */
static size_t make(char *message, unsigned short attribute, unsigned value)
{
	struct nlmsghdr header = {.nlmsg_type = RTM_NEWLINK, .nlmsg_seq = value};
	struct rtattr start = {.rta_len = sizeof start + 4, .rta_type = attribute};
	header.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)) + start.rta_len;
	memset(message, 0, header.nlmsg_len);
	memcpy(message, &header, sizeof header);
	memcpy(message + NLMSG_LENGTH(sizeof(struct ifinfomsg)), &start, sizeof start);
	memcpy(message + header.nlmsg_len - 4, &value, 4);
	return header.nlmsg_len;
}

static int is_same(unsigned short attribute, unsigned one, unsigned other)
{
	char message[256] __attribute__((aligned(8))), copies[2][256] __attribute__((aligned(8)));
	size_t length = copy_steady(copies[0], sizeof copies[0], message, make(message, attribute, one));
	CHECK(length > 0);
	CHECK(copy_steady(copies[1], sizeof copies[1], message, make(message, attribute, other)) == length);
	return memcmp(copies[0], copies[1], length) == 0;
}

void test_network(void)
{
	char message[256] __attribute__((aligned(8))), copy[256] __attribute__((aligned(8)));
	CHECK(is_same(IFLA_MTU, 5, 5));
	CHECK(!is_same(IFLA_MTU, 5, 6));
	CHECK(is_same(IFLA_STATS64, 5, 6));
	CHECK(is_same(IFLA_CARRIER_CHANGES, 5, 6));
	CHECK(!is_same(200, 5, 6));
	size_t length = make(message, IFLA_MTU, 5);
	CHECK(copy_steady(copy, length, message, length) == length);
	CHECK(copy_steady(copy, length - 1, message, length) == 0);
	CHECK(copy_steady(copy, 8, message, length) == 0);
	CHECK(copy_steady(copy, sizeof copy, message, 20) == 0);
	/* An attribute that ends before it begins, or after the message. */
	((struct rtattr *)(void *)(message + NLMSG_LENGTH(sizeof(struct ifinfomsg))))->rta_len = 2;
	CHECK(copy_steady(copy, sizeof copy, message, length) == 0);
	((struct rtattr *)(void *)(message + NLMSG_LENGTH(sizeof(struct ifinfomsg))))->rta_len = 9;
	CHECK(copy_steady(copy, sizeof copy, message, length) == 0);
	((struct nlmsghdr *)(void *)message)->nlmsg_type = NLMSG_DONE;
	CHECK(copy_steady(copy, sizeof copy, message, length) == 0);
}
