/* Ethernet frames. */
#ifndef SWITCH_FRAME_H
#define SWITCH_FRAME_H

#include "../lib/types.h"

enum {
	HEAD = 14,
	/* An MTU of 32000, the head, and the tag of a VLAN. */
	MAX_FRAME = 32000 + HEAD + 4,
	/* As many as are received at once. */
	BATCH = 32,
	/* One more is the way out. */
	MAX_PORTS = 64,
};

/* An Ethernet address as a number, its first byte the most significant of six. */
static inline u64 read_address(const void *bytes)
{
	const unsigned char *from = bytes;
	u64 address = 0;
	for (int i = 0; i < 6; i++)
		address = address << 8 | from[i];
	return address;
}

static inline u64 destination_of(const char *frame)
{
	return read_address(frame);
}

static inline u64 source_of(const char *frame)
{
	return read_address(frame + 6);
}

static inline int is_for_many(u64 address)
{
	return (int)(address >> 40 & 1);
}

#endif
