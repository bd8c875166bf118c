#include "work.h"

#include <sys/mman.h>

#include "../lib/io.h"
#include "../lib/memory.h"
#include "../lib/text.h"
#include "arrival.h"
#include "console.h"
#include "hearing.h"
#include "leave.h"
#include "markers.h"

enum {
	/* Much more than some tests with all their words. */
	MAX_LENGTH = 64 << 20,
};

/* What came last. */
static struct { char *bytes; size_t size; } self;

static void say(const char *what)
{
	TEXT(marker, MARKER_SIZE);
	marker_begin(&marker, what, guest_token());
	marker_send(&marker);
}

static MUST_USE reg read_pieces(int console, char *to, size_t length)
{
	while (length) {
		size_t piece = length < PIECE ? length : PIECE;
		reg error = read_all(console, to, piece);
		if (error < 0)
			return error;
		to += piece;
		length -= piece;
		if (length)
			say("took");
	}
	return 0;
}

/* A length of four bytes, and then so many, piece by piece. Returns 0 or a negative errno. */
static MUST_USE reg read_work(int console)
{
	unsigned length;
	reg error = read_all(console, &length, sizeof length);
	if (error < 0)
		return error;
	if (length > MAX_LENGTH)
		return -E2BIG;
	/* One more, for a NUL. */
	self.size = (size_t)length + 1;
	if (!(self.bytes = map_own_memory(self.size)))
		return -ENOMEM;
	return read_pieces(console, self.bytes, length);
}

void wait_for_work(struct work *work, struct plan *tests, int had_input)
{
	if (had_input && !can_hear(work->key))
		leave_changed("a console");
	unmap_memory(self.bytes, self.size);
	self.bytes = NULL;
	/* To open it throws away whatever is in it. */
	int console = open_console(WORK_CONSOLE);
	say("ready");
	reg error = console < 0 ? console : read_work(console);
	if (error < 0)
		leave_with_problem("read", "what to do next", error);
	try_sys(close, console);
	*tests = (struct plan){.at = self.bytes, .end = self.bytes + self.size - 1};
	if (!is_equal(plan_word(tests), work->key))
		leave_with_problem("read", "what to do next: it is not the host's", -EBADMSG);
	if (is_equal(plan_word(tests), "last"))
		work->key = "";
}
