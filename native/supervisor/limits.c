#include "limits.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"

/* As the host's kernel has it. */
struct action { void (*handler)(int); u64 flags; void (*restorer)(void); u64 mask; };

static void limit(int resource, u64 value, const char *what)
{
	struct rlimit now;
	must(sys(getrlimit, resource, &now), "limit", what);
	/* Only root could have more than that. */
	if (now.rlim_max < value)
		value = now.rlim_max;
	now.rlim_cur = now.rlim_max = value;
	must(sys(setrlimit, resource, &now), "limit", what);
}

static void be_ended_first(void)
{
	static const char most[] = "1000";
	reg file = sys(open, "/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	if (file < 0)
		return;
	try_sys(write, file, most, sizeof most - 1);
	try_sys(close, file);
}

void apply_limits(const struct options *options)
{
	static const struct action ignore = {.handler = SIG_IGN};
	limit(RLIMIT_CORE, 0, "core dumps");
	if (options->descriptors)
		limit(RLIMIT_NOFILE, options->descriptors, "descriptors");
	if (options->data_bytes)
		limit(RLIMIT_DATA, options->data_bytes, "memory");
	if (options->file_bytes)
		limit(RLIMIT_FSIZE, options->file_bytes, "files");
	if (options->processes)
		limit(RLIMIT_NPROC, options->processes, "processes");
	/* Its default would end the kernel. */
	must(sys(rt_sigaction, SIGXFSZ, &ignore, 0, sizeof ignore.mask), "ignore", "a signal");
	be_ended_first();
}
