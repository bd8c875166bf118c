#include "plan-file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "../lib/io.h"
#include "../lib/memory.h"
#include "console.h"
#include "markers.h"

#define PLAN "plan"

/* Its output is the test's standard error; what the host sends there is for this process alone. */
#define ANSWER_CONSOLE "/dev/tty3"

static int folder = -1;

void keep_plan_folder(void)
{
	folder = (int)sys(open, "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static reg open_plan(void)
{
	return sys(openat, folder, PLAN, O_RDONLY | O_CLOEXEC);
}

static MUST_USE reg read_plan(int file, struct plan *plan)
{
	struct stat status;
	reg error = sys(fstat, file, &status);
	if (error < 0)
		return error;
	size_t size = (size_t)status.st_size;
	/* One more, for a NUL. */
	char *bytes = map_own_memory(size + 1);
	if (!bytes)
		return -ENOMEM;
	*plan = (struct plan){.at = bytes, .end = bytes + size};
	error = read_all(file, bytes, size);
	return error < 0 ? error : sys(unlinkat, folder, PLAN, 0);
}

static MUST_USE reg take_plan(struct plan *plan)
{
	reg file = open_plan();
	if (file < 0)
		return file;
	reg error = read_plan((int)file, plan);
	try_sys(close, (int)file);
	return error;
}

/* Says something, and waits for a byte. Returns 0 or a negative errno. */
static MUST_USE reg ask_host(const char *what)
{
	char answer;
	TEXT(marker, MARKER_SIZE);
	/* To open it throws away whatever is in it, so what comes is an answer. */
	int console = open_console(ANSWER_CONSOLE);
	if (console < 0)
		return console;
	marker_begin(&marker, what, guest_token());
	marker_send(&marker);
	reg error = read_all(console, &answer, sizeof answer);
	try_sys(close, console);
	return error;
}

reg take_boot_plan(struct plan *plan)
{
	reg error = take_plan(plan);
	if (error != -ENOENT)
		return error;
	error = ask_host("waits");
	return error < 0 ? error : take_plan(plan);
}

reg take_next_plan(struct plan *plan)
{
	reg error = ask_host("ready");
	return error < 0 ? error : take_plan(plan);
}
