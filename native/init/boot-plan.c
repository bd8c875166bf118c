#include "boot-plan.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "../lib/io.h"
#include "../lib/memory.h"
#include "console.h"
#include "markers.h"
#include "work.h"

#define PLAN "plan"

static int folder = -1;

void keep_boot_folder(void)
{
	folder = (int)sys(open, "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static reg open_plan(void)
{
	return sys(openat, folder, PLAN, O_RDONLY | O_CLOEXEC);
}

/* Returns 0 or a negative errno. */
static MUST_USE reg wait_for_host(void)
{
	char answer;
	TEXT(marker, MARKER_SIZE);
	/* What comes is an answer: the console is open before this is said. */
	int console = open_console(WORK_CONSOLE);
	if (console < 0)
		return console;
	marker_begin(&marker, "waits", guest_token());
	marker_send(&marker);
	reg error = read_all(console, &answer, sizeof answer);
	try_sys(close, console);
	return error;
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
	if ((error = read_all(file, bytes, size)) < 0 || (error = sys(unlinkat, folder, PLAN, 0)) < 0)
		return error;
	*plan = (struct plan){.at = bytes, .end = bytes + size};
	return 0;
}

reg take_boot_plan(struct plan *plan)
{
	reg error, file = open_plan();
	if (file == -ENOENT && (error = wait_for_host()) < 0)
		return error;
	if (file == -ENOENT)
		file = open_plan();
	if (file < 0)
		return file;
	error = read_plan((int)file, plan);
	try_sys(close, (int)file);
	try_sys(close, folder);
	return error;
}
