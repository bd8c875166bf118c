/* What client and server send each other: the same as src/warm/frames.ts. */
#ifndef CLIENT_FRAMES_H
#define CLIENT_FRAMES_H

#include "../lib/types.h"

/* A type and a length, little-endian, before the bytes. */
enum { FRAME_HEAD = 5 };

/* Of the client. */
enum { REQUEST = 'R', INPUT = 'i', SIGNAL = 's', SIZE = 'z' };

/* Of the server. */
enum { ACCEPTED = 'A', REFUSED = 'U', OUTPUT = 'o', ERROR = 'e', CREDIT = 'c', EXIT = 'x' };

static inline void frame_head(char *to, char type, size_t length)
{
	to[0] = type;
	for (int i = 0; i < 4; i++)
		to[1 + i] = (char)(length >> 8 * i);
}

/* A number of four bytes. */
static inline unsigned frame_number(const char *from)
{
	unsigned number = 0;
	for (int i = 0; i < 4; i++)
		number |= (unsigned)(unsigned char)from[i] << 8 * i;
	return number;
}

#endif
