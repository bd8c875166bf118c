#include "shared-pages.h"

#include <fcntl.h>

#include "../lib/memory.h"
#include "markers.h"

enum {
	PAGE = 4096,
	/* Of a ring, in bytes: a power of 2. */
	ROOM = 256 * PAGE,
	/* As much as a pipe holds. */
	PIECE = 16 * PAGE,
	PAGES = 1 + STREAMS * ROOM / PAGE,
};

/* The first page. The others are the rings. */
struct header {
	char token[32];
	/* The host sets both: that it reads the pages, and that it looks at them again and again, and need not be woken. */
	volatile unsigned is_read, is_awake;
	struct shared {
		/* Bytes that come on the console before these. */
		volatile u64 on_console;
		volatile unsigned is_shared;
		/* Bytes so far, modulo 2^32: put into the ring, and taken from it by the host. */
		volatile unsigned written, taken;
		unsigned unused;
	} streams[STREAMS];
};

static struct {
	/* Says where a page is; -1 when the kernel does not. */
	int page_map;
	/* A pipe that the pages are in, too, and that nobody reads: so the kernel never moves them. */
	int pins[2];
	int is_offered;
	struct header *header;
} self = {.page_map = -1};

void open_page_map(void)
{
	if (sys(pipe2, self.pins, O_CLOEXEC) == 0)
		self.page_map = (int)sys(open, "/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
}

/* Touches all pages, and has them stay where they are. Returns 0, or a negative errno. */
static MUST_USE reg pin(char *pages, const char *token)
{
	struct iovec all = {.iov_base = pages, .iov_len = PAGES * PAGE};
	for (size_t i = 0; i < PAGES; i++)
		__builtin_memcpy(pages + i * PAGE, token, sizeof self.header->token);
	reg error = sys(fcntl, self.pins[1], F_SETPIPE_SZ, PAGES * PAGE);
	if (error < 0)
		return error;
	reg pinned = sys(vmsplice, self.pins[1], &all, 1, SPLICE_F_NONBLOCK);
	return pinned == PAGES * PAGE ? 0 : -ENOMEM;
}

/* Where they are: the number of a page in the guest's memory, and how many follow it there, again and again. */
static void tell(const char *pages, const char *token)
{
	const u64 PRESENT = 1ULL << 63, NUMBER = (1ULL << 55) - 1;
	u64 entries[PAGES];
	TEXT(marker, 8 * MARKER_SIZE);
	const u64 first = (unsigned long)pages / PAGE * sizeof *entries;
	if (sys(pread64, self.page_map, entries, sizeof entries, first) != sizeof entries)
		return;
	marker_begin(&marker, "shares", token);
	for (size_t i = 0, next; i < PAGES; i = next) {
		if (!(entries[i] & PRESENT))
			return;
		for (next = i + 1; next < PAGES && entries[next] == entries[i] + (next - i);)
			next++;
		marker_number(&marker, entries[i] & NUMBER);
		marker_number(&marker, next - i);
	}
	marker_send(&marker);
}

void offer_pages(const char *token)
{
	if (self.is_offered || self.page_map < 0)
		return;
	self.is_offered = 1;
	char *pages = map_own_memory(PAGES * PAGE);
	if (!pages || pin(pages, token) < 0)
		return;
	self.header = (struct header *)pages;
	tell(pages, token);
}

int is_host_reading(void)
{
	return self.header && self.header->is_read;
}

void begin_sharing(enum stream stream, u64 on_console)
{
	struct shared *shared = &self.header->streams[stream];
	shared->on_console = on_console;
	shared->is_shared = 1;
}

static char *ring_of(enum stream stream)
{
	return (char *)self.header + PAGE + stream * ROOM;
}

static void wait_for_room(const struct shared *shared)
{
	enum { LOOKS = 1000 };
	for (unsigned looks = 1; shared->written - shared->taken > ROOM - PIECE; looks++) {
		__builtin_ia32_pause();
		/* The host may need the processor that this takes. */
		if (looks % LOOKS == 0)
			wait_for_host();
	}
}

reg share_piece(enum stream stream, int from)
{
	struct shared *shared = &self.header->streams[stream];
	const unsigned written = shared->written, at = written % ROOM;
	wait_for_room(shared);
	reg got = sys(read, from, ring_of(stream) + at, at + PIECE > ROOM ? ROOM - at : PIECE);
	if (got <= 0)
		return got;
	shared->written = written + (unsigned)got;
	/* The host says that it sleeps, and looks once more: one of the two sees what the other has done. */
	__sync_synchronize();
	if (!self.header->is_awake)
		wake_host();
	return got;
}

void end_sharing(void)
{
	for (enum stream stream = 0; self.header && stream < STREAMS; stream++) {
		struct shared *shared = &self.header->streams[stream];
		while (shared->taken != shared->written)
			wait_for_host();
		shared->is_shared = 0;
	}
}
