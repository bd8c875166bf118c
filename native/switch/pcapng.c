#include "pcapng.h"

#include <string.h>

#include "../lib/text.h"

enum {
	SECTION = 0x0a0d0d0a,
	INTERFACE = 1,
	PACKET = 6,
	/* Tells readers the order of bytes, which is this machine's. */
	BYTE_ORDER_MAGIC = 0x1a2b3c4d,
	ETHERNET = 1,
	OPTION_NAME = 2,
	OPTION_RESOLUTION = 9,
	/* Of a second: ten to the power of minus this. */
	NANOSECONDS = 9,
};

struct block {
	char *bytes;
	size_t length;
};

static void add(struct block *block, const void *bytes, size_t length)
{
	memcpy(block->bytes + block->length, bytes, length);
	block->length += length;
}

static void add_number(struct block *block, unsigned number)
{
	add(block, &number, sizeof number);
}

static void add_short(struct block *block, unsigned short number)
{
	add(block, &number, sizeof number);
}

static void pad(struct block *block)
{
	while (block->length % 4)
		block->bytes[block->length++] = 0;
}

static void add_option(struct block *block, unsigned short code, const void *bytes, size_t length)
{
	add_short(block, code);
	add_short(block, (unsigned short)length);
	add(block, bytes, length);
	pad(block);
}

static struct block begin(char *to, unsigned type)
{
	struct block block = {to, 0};
	add_number(&block, type);
	/* Its length, by `end`. */
	add_number(&block, 0);
	return block;
}

static size_t end(struct block *block)
{
	unsigned length = (unsigned)block->length + 4;
	add_number(block, length);
	memcpy(block->bytes + 4, &length, sizeof length);
	return length;
}

size_t section_block(char *to)
{
	struct block block = begin(to, SECTION);
	add_number(&block, BYTE_ORDER_MAGIC);
	/* Version 1.0, of an unknown length. */
	add_short(&block, 1);
	add_short(&block, 0);
	add_number(&block, ~0U);
	add_number(&block, ~0U);
	return end(&block);
}

size_t interface_block(char *to, const char *name)
{
	struct block block = begin(to, INTERFACE);
	size_t length = length_of(name);
	add_short(&block, ETHERNET);
	add_short(&block, 0);
	/* Frames are whole. */
	add_number(&block, 0);
	add_option(&block, OPTION_NAME, name, length < MAX_NAME ? length : MAX_NAME);
	add_option(&block, OPTION_RESOLUTION, (char[]){NANOSECONDS}, 1);
	/* No more options. */
	add_number(&block, 0);
	return end(&block);
}

size_t packet_block(char *to, size_t interface, u64 time, const char *frame, size_t length)
{
	struct block block = begin(to, PACKET);
	add_number(&block, (unsigned)interface);
	add_number(&block, (unsigned)(time >> 32));
	add_number(&block, (unsigned)time);
	/* Of it captured, and all of it. */
	add_number(&block, (unsigned)length);
	add_number(&block, (unsigned)length);
	add(&block, frame, length);
	pad(&block);
	return end(&block);
}
