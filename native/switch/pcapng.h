/* The blocks of a capture, as Wireshark and tcpdump read them (draft-ietf-opsawg-pcapng). Pure. */
#ifndef SWITCH_PCAPNG_H
#define SWITCH_PCAPNG_H

#include "frame.h"

/* What any block has room in, of a frame or of an interface whose name has 255 bytes at most. */
enum { MAX_BLOCK = MAX_FRAME + 64, MAX_NAME = 255 };

/* Each writes a block, and returns its bytes. */
size_t section_block(char *to);
size_t interface_block(char *to, const char *name);
/* `time`: nanoseconds since 1970. */
size_t packet_block(char *to, size_t interface, u64 time, const char *frame, size_t length);

#endif
