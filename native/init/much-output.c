#include "much-output.h"

#include <linux/sched.h>
#include <sys/wait.h>

#include "../lib/io.h"
#include "../lib/memory.h"
#include "namespaces.h"
#include "priority.h"

enum {
	/* As much as a pipe holds. */
	PIECE = 65536,
	/* Bytes of a stream: what is less is not worth the pages. */
	MUCH = 1 << 20,
};

static const char *test_token;

static struct way {
	/* Bytes that went to the console. */
	u64 on_console;
	int is_shared;
	/* Its reader: where it reads, and its number; 0 for none. */
	int from;
	reg reader;
	char stack[16384] __attribute__((aligned(16)));
} ways[STREAMS];

void begin_output(const char *token)
{
	test_token = token;
	for (enum stream stream = 0; stream < STREAMS; stream++)
		ways[stream].on_console = 0, ways[stream].is_shared = 0;
}

/* Returns how many bytes there were, or what read(2) does. */
static MUST_USE reg pass_to_console(int from, int console)
{
	static char *piece;
	reg got = sys(splice, from, 0, console, 0, PIECE, 0);
	if (got > 0 || (!piece && !(piece = map_own_memory(PIECE))))
		return got;
	got = sys(read, from, piece, PIECE);
	if (got > 0)
		may_fail(write_all(console, piece, (size_t)got));
	return got;
}

static void read_on(void *argument)
{
	const struct way *way = argument;
	reg got;
	come_first();
	do
		got = share_piece((enum stream)(way - ways), way->from);
	while (got > 0 || got == -EINTR);
}

/* Without one, its pipe is read among the others. */
static void start_reader(struct way *way)
{
	/* It shares this process's memory, so no process of the test may see it. */
	if (leave_test_namespace() < 0)
		return;
	reg pid = new_process(CLONE_VM | CLONE_FILES, way->stack + sizeof way->stack, read_on, way);
	way->reader = pid > 0 ? pid : 0;
}

void pass_output(enum stream stream, int from, int console)
{
	struct way *way = &ways[stream];
	if (way->is_shared) {
		may_fail(share_piece(stream, from));
		return;
	}
	reg got = pass_to_console(from, console);
	if (got > 0)
		way->on_console += (u64)got;
	if (way->on_console < MUCH)
		return;
	offer_pages(test_token);
	if (!is_host_reading())
		return;
	begin_sharing(stream, way->on_console);
	way->is_shared = 1;
	way->from = from;
	start_reader(way);
}

int has_reader(enum stream stream)
{
	return ways[stream].reader > 0;
}

void end_readers(void)
{
	int status;
	for (struct way *way = ways; way < ways + STREAMS; way++) {
		if (!way->reader)
			continue;
		/* It comes first, too: what it has been woken for, it has done when this goes on. */
		try_sys(sched_yield);
		try_sys(kill, way->reader, SIGKILL);
		while (sys(wait4, way->reader, &status, __WALL, 0) == -EINTR)
			;
		way->reader = 0;
	}
}
