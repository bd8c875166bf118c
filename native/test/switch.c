#include "../switch/line.h"
#include "../switch/pcapng.h"
#include "../switch/queue.h"
#include "../switch/routes.h"

#include "check.h"

enum { A = 0x02, B = 0x04, OTHER = 0x06 };

/* A frame between addresses whose first bytes alone are not zeros. */
static u64 sent(struct routes *routes, size_t from, int source, int destination)
{
	char frame[HEAD] = {0};
	frame[0] = (char)destination;
	frame[6] = (char)source;
	char *copy = exact_copy(frame, sizeof frame);
	u64 ports = route(routes, from, copy, sizeof frame);
	free(copy);
	return ports;
}

static void test_learning(void)
{
	static struct routes routes = {.count = 4};
	CHECK(sent(&routes, 0, A, B) == 0xe);
	CHECK(sent(&routes, 1, B, A) == 0x1);
	CHECK(sent(&routes, 0, A, B) == 0x2);
	CHECK(sent(&routes, 0, A, 0xff) == 0xe);
	/* One that has moved, and one that is where it comes from. */
	CHECK(sent(&routes, 2, A, B) == 0x2);
	CHECK(sent(&routes, 1, B, A) == 0x4);
	CHECK(sent(&routes, 1, A, B) == 0);
	/* From nobody, to nobody, from many, and too short. */
	CHECK(sent(&routes, 0, 0, B) == 0);
	CHECK(sent(&routes, 0, A, 0) == 0);
	CHECK(sent(&routes, 0, 0x03, B) == 0);
	CHECK(route(&routes, 0, "\2\0\0\0\0\0\4\0\0\0\0\0\0", HEAD - 1) == 0);
}

static void test_own_addresses(void)
{
	const u64 a = (u64)A << 40, b = (u64)B << 40;
	static struct routes routes = {.count = 4};
	routes.members[0] = (struct membership){a, 1};
	routes.members[1] = (struct membership){b, 1};
	routes.members[2] = (struct membership){(u64)0x08 << 40, 0};
	/* Neither another guest nor the way out takes over an address, nor is one guest two. */
	CHECK(sent(&routes, 2, A, B) == 0);
	CHECK(sent(&routes, 3, A, B) == 0);
	CHECK(sent(&routes, 0, OTHER, 0x08) == 0);
	CHECK(sent(&routes, 2, 0x08, A) == 0x1);
	/* What is not known is the way out's alone. */
	CHECK(sent(&routes, 0, A, OTHER) == 0x8);
	CHECK(sent(&routes, 3, OTHER, A) == 0x1);
	/* Isolated ones do not reach each other, even by broadcasts. */
	CHECK(sent(&routes, 0, A, B) == 0);
	CHECK(sent(&routes, 0, A, 0xff) == 0xc);
	CHECK(sent(&routes, 2, 0x08, 0xff) == 0xb);
}

static void add(struct queue *queue, size_t from, unsigned number, size_t length, u64 arrival)
{
	static char frame[MAX_FRAME];
	memset(frame, (int)number, length);
	queue_add(queue, from, frame, length, arrival, arrival);
}

static void test_order(void)
{
	struct queue queue;
	struct iovec frames[BATCH];
	unsigned added = 0, taken = 0, state = 1;
	CHECK(queue_init(&queue, 100000, 2) == 0);
	for (int round = 0; round < 20000; round++) {
		state = state * 1103515245 + 12345;
		size_t length = HEAD + (state >> 8) % (MAX_FRAME - HEAD);
		if (state >> 30 != 0 && queue_admits(&queue, state >> 29 & 1, length, 0, 0))
			add(&queue, state >> 29 & 1, added++, length, 0);
		if (state >> 30 > 1)
			continue;
		size_t count = queue_first(&queue, 0, frames, 1 + state % 3);
		for (size_t i = 0; i < count; i++)
			for (size_t at = 0; at < frames[i].iov_len; at++)
				CHECK(((unsigned char *)frames[i].iov_base)[at] == (unsigned char)(taken + i));
		queue_remove(&queue, count);
		taken += (unsigned)count;
	}
	CHECK(taken > 5000 && added == taken + queue.count);
	while (queue.count)
		queue_remove(&queue, 1);
	CHECK(queue.shares[0].bytes == 0 && queue.shares[1].bytes == 0);
}

static void test_patience(void)
{
	struct queue queue;
	CHECK(queue_init(&queue, 50000, 2) == 0);
	CHECK(!queue_holds_back(&queue, 0, 100, 20));
	for (int i = 0; i < 4; i++) {
		CHECK(queue_admits(&queue, 0, 16000, 100, 20));
		add(&queue, 0, 0, 16000, 100);
	}
	/* One sender is held back for a while and then loses frames; the other is not concerned. */
	CHECK(queue_holds_back(&queue, 0, 119, 20) == 120);
	CHECK(queue_admits(&queue, 0, 16000, 119, 20));
	CHECK(!queue_holds_back(&queue, 0, 120, 20));
	CHECK(!queue_admits(&queue, 0, 16000, 120, 20));
	CHECK(queue_admits(&queue, 1, 16000, 120, 20) && !queue_holds_back(&queue, 1, 110, 20));
	/* Once half of it is gone, all is as in the beginning. */
	queue_remove(&queue, 3);
	CHECK(queue_admits(&queue, 0, 16000, 120, 20) && queue.shares[0].full_since == 0);
	/* Without patience nobody waits. */
	add(&queue, 0, 0, 16000, 200);
	add(&queue, 0, 0, 16000, 200);
	CHECK(!queue_admits(&queue, 0, 16000, 200, 0));
	queue_clear(&queue);
	CHECK(queue_admits(&queue, 0, 16000, 200, 0) && queue.count == 0);
}

static void test_arrival_order(void)
{
	struct queue queue;
	struct iovec frames[BATCH];
	CHECK(queue_init(&queue, 50000, 1) == 0);
	add(&queue, 0, 1, HEAD, 10);
	add(&queue, 0, 2, HEAD, 20);
	CHECK(queue_due(&queue) == 10);
	CHECK(queue_first(&queue, 9, frames, BATCH) == 0);
	CHECK(queue_first(&queue, 10, frames, BATCH) == 1);
	CHECK(queue_first(&queue, 20, frames, BATCH) == 2);
}

static unsigned losses(u64 seed, size_t port, u64 of_a_million)
{
	struct impairment impairment = {.loss = of_a_million};
	struct line line;
	unsigned lost = 0;
	line_init(&line, seed, port);
	for (int i = 0; i < 10000; i++)
		lost = lost * 31 + (unsigned)line_loses(&line, &impairment);
	return lost;
}

static void test_lines(void)
{
	struct line line;
	line_init(&line, 1, 0);
	/* 1000 bytes a second. */
	struct impairment slow = {.delay = 50, .rate = 8000};
	CHECK(line_arrival(&line, &slow, 100, 1000) == 1000000150);
	CHECK(line_arrival(&line, &slow, 200, 500) == 1500000150);
	CHECK(line_arrival(&line, &slow, 3000000000, 500) == 3500000050);
	CHECK(is_impaired(&slow) && !is_impaired(&(struct impairment){0}));
	CHECK(losses(1, 0, 0) == 0);
	CHECK(losses(1, 0, 10000) == losses(1, 0, 10000));
	CHECK(losses(1, 0, 10000) != losses(2, 0, 10000) && losses(1, 0, 10000) != losses(1, 1, 10000));
	unsigned lost = 0;
	for (int i = 0; i < 100000; i++)
		lost += (unsigned)line_loses(&line, &(struct impairment){.loss = 250000});
	CHECK(lost > 24000 && lost < 26000);
}

static void test_blocks(void)
{
	static char block[MAX_BLOCK], name[300], frame[MAX_FRAME];
	memset(name, 'a', sizeof name - 1);
	CHECK(section_block(block) == 28);
	CHECK(interface_block(block, "a") == 40);
	CHECK(interface_block(block, name) <= MAX_BLOCK);
	CHECK(packet_block(block, 1, 2, frame, 15) == 48);
	CHECK(packet_block(block, 1, 2, frame, MAX_FRAME) <= MAX_BLOCK);
}

void test_switch(void)
{
	test_learning();
	test_own_addresses();
	test_order();
	test_patience();
	test_arrival_order();
	test_lines();
	test_blocks();
}
