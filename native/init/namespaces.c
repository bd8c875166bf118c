#include "namespaces.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../lib/memory.h"
#include "../lib/text.h"
#include "protect.h"
#include "signals.h"

/* The namespace of processes that this process is in; -1 where the kernel has none. */
static int own_pid_namespace = -1;

/* What a test has of its own besides its processes, as flags of clone(2). */
static u64 own_kinds = CLONE_NEWNS;

/* The stack of another process; nothing that this process keeps to itself is ever on it. */
static char first_stack[4096] __attribute__((aligned(16)));

/* A kernel that was built without it refuses the flag, and all others with it. */
static void add_kind(const char *path, u64 flag)
{
	struct stat status;
	if (sys(stat, path, &status) == 0)
		own_kinds |= flag;
}

void prepare_namespaces(void)
{
	add_kind("/proc/self/ns/ipc", CLONE_NEWIPC);
	add_kind("/proc/self/ns/uts", CLONE_NEWUTS);
	own_pid_namespace = (int)sys(open, "/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	/* Each namespace has its own /proc; this one shows this process. */
	if (own_pid_namespace >= 0)
		try_sys(umount2, "/proc", MNT_DETACH);
	else
		try_sys(mount, "mqueue", "/dev/mqueue", "mqueue", 0, "");
}

/* What shows the namespaces that whoever mounts it is in. */
static void mount_views(void)
{
	/* Without it, a test finds no /proc. */
	try_sys(mount, "proc", "/proc", "proc", 0, "");
	try_sys(mount, "mqueue", "/dev/mqueue", "mqueue", 0, "");
}

/* The first process: gives its namespaces their views, says so, then waits to be ended. */
static void hold_namespaces(void *ready)
{
	int end = *(int *)ready;
	struct signal_action ignore = {.handler = SIG_IGN};
	try_sys(close_range, 0, end - 1, 0);
	try_sys(close_range, end + 1, ~0U, 0);
	/* Orphans are reaped by this being ignored. */
	try_sys(rt_sigaction, SIGCHLD, &ignore, 0, sizeof ignore.mask);
	may_fail(become_root());
	mount_views();
	/* That says it: when a test starts, it must not find the pipe here and write to it. */
	try_sys(close, end);
	for (;;)
		try_sys(pause);
}

/* In memory that the new process has a copy of, unlike the stack. */
static int ready_end;

/* Starts the first process and waits until it is ready. Returns its number, or a negative errno. */
static MUST_USE reg start_first_process(void)
{
	int ends[2];
	char nothing;
	reg error = sys(pipe2, ends, O_CLOEXEC);
	if (error < 0)
		return error;
	ready_end = ends[1];
	reg first = new_process(own_kinds, first_stack + sizeof first_stack, hold_namespaces, &ready_end);
	try_sys(close, ends[1]);
	/* Until nobody holds the other end. If that is because it has ended, the test cannot be started. */
	while (sys(read, ends[0], &nothing, 1) == -EINTR)
		;
	try_sys(close, ends[0]);
	return first;
}

reg open_namespaces(struct namespaces *namespaces)
{
	*namespaces = (struct namespaces){.first = 0, .fd = -1};
	if (own_pid_namespace < 0 || sys(setns, own_pid_namespace, CLONE_NEWPID) < 0 || sys(unshare, CLONE_NEWPID) < 0)
		return 0;
	reg first = start_first_process();
	if (first < 0)
		return first;
	namespaces->first = (int)first;
	/* Before 5.3 there is none: tests then share this process's mounts. */
	namespaces->fd = (int)sys(pidfd_open, first, 0);
	return 0;
}

reg enter_namespaces(const struct namespaces *namespaces)
{
	/* Before 5.8 they cannot be entered so, and the test makes some of its own. */
	if (namespaces->fd < 0 || sys(setns, namespaces->fd, own_kinds) == 0)
		return 0;
	reg error = sys(unshare, own_kinds);
	if (error == 0)
		mount_views();
	return error;
}

struct inside {
	const struct namespaces *namespaces;
	void (*body)(const void *argument);
	const void *argument;
};

static void run_inside(void *argument)
{
	const struct inside *inside = argument;
	if (inside->namespaces->fd >= 0)
		try_sys(setns, inside->namespaces->fd, CLONE_NEWNS);
	inside->body(inside->argument);
}

void run_in_mounts(const struct namespaces *namespaces, void (*body)(const void *argument), const void *argument)
{
	enum { STACK_SIZE = 65536 };
	struct inside inside = {namespaces, body, argument};
	char *stack = map_own_memory(STACK_SIZE);
	int status;
	/* It shares this process's memory, so no process of the test may see it. */
	if (!stack || (own_pid_namespace >= 0 && sys(setns, own_pid_namespace, CLONE_NEWPID) < 0))
		return;
	reg pid = new_process(CLONE_VM | CLONE_VFORK, stack + STACK_SIZE, run_inside, &inside);
	while (pid > 0 && sys(wait4, pid, &status, 0, 0) == -EINTR)
		;
}

int is_first_process(const char *id)
{
	return own_pid_namespace >= 0 && is_equal(id, "1");
}

/* Reaps any process. Returns its number, or a negative errno. */
static MUST_USE reg reap(int *status)
{
	reg pid;
	do
		pid = sys(wait4, -1, status, __WALL, 0);
	while (pid == -EINTR);
	return pid;
}

/*
 * Reaps the first process, which ends after all others of its namespaces, and these before it: what the test has made
 * with CLONE_PARENT, as container runtimes do, is this process's child, and nobody else reaps it. Returns its status.
 */
static int reap_first(int first)
{
	int status;
	reg pid;
	while ((pid = reap(&status)) > 0)
		if (pid == first && !WIFSTOPPED(status))
			return status;
	return 0;
}

int close_namespaces(struct namespaces *namespaces)
{
	int status = 0, ignored;
	if (namespaces->first > 0) {
		try_sys(kill, namespaces->first, SIGKILL);
		status = reap_first(namespaces->first);
	}
	if (namespaces->fd >= 0)
		try_sys(close, namespaces->fd);
	try_sys(kill, -1, SIGKILL);
	while (reap(&ignored) > 0)
		;
	*namespaces = (struct namespaces){.first = 0, .fd = -1};
	/* Root can end the first process with other signals, too. That ends the test itself, and is not a reboot(2). */
	return WTERMSIG(status) == SIGHUP || WTERMSIG(status) == SIGINT ? WTERMSIG(status) : 0;
}
