#include "namespaces.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/wait.h>
#include <sys/mount.h>

#include "../lib/syscall.h"
#include "../lib/text.h"
#include "signals.h"

/* The namespace of processes that this process is in; -1 where the kernel has none. */
static int own_pid_namespace = -1;

/* The stack of another process; nothing that this process keeps to itself is ever on it. */
static char first_stack[4096] __attribute__((aligned(16)));

void prepare_namespaces(void)
{
	own_pid_namespace = (int)sys(open, "/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	/* Each namespace has its own /proc; this one shows this process. */
	if (own_pid_namespace >= 0)
		try_sys(umount2, "/proc", MNT_DETACH);
}

/* The first process: gives its namespaces their /proc, says so, then waits to be ended. */
static void hold_namespaces(void *ready)
{
	int end = *(int *)ready;
	struct signal_action ignore = {.handler = SIG_IGN};
	try_sys(close_range, 0, end - 1, 0);
	try_sys(close_range, end + 1, ~0U, 0);
	/* Orphans are reaped by this being ignored. */
	try_sys(rt_sigaction, SIGCHLD, &ignore, 0, sizeof ignore.mask);
	/* Without it, a test finds no /proc. */
	try_sys(mount, "proc", "/proc", "proc", 0, "");
	/* Closing the pipe says so: a test must not find it here and write to it. */
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
	reg first = new_process(CLONE_NEWNS, first_stack + sizeof first_stack, hold_namespaces, &ready_end);
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

reg enter_mount_namespace(const struct namespaces *namespaces)
{
	/* Before 5.8 it cannot be entered so, and the test makes one of its own. */
	if (namespaces->fd < 0 || sys(setns, namespaces->fd, CLONE_NEWNS) == 0)
		return 0;
	reg error = sys(unshare, CLONE_NEWNS);
	if (error == 0)
		try_sys(mount, "proc", "/proc", "proc", 0, "");
	return error;
}

void look_into(const struct namespaces *namespaces)
{
	if (namespaces->fd < 0)
		return;
	/* What the first process shares with the kernel's own threads cannot change its namespace. */
	try_sys(unshare, CLONE_FS);
	try_sys(setns, namespaces->fd, CLONE_NEWNS);
}

int is_first_process(const char *id)
{
	return own_pid_namespace >= 0 && is_equal(id, "1");
}

/* Reaps a process, or any for -1. Returns its number, or a negative errno. */
static MUST_USE reg reap(int process, int *status)
{
	reg pid;
	do
		pid = sys(wait4, process, status, 0, 0);
	while (pid == -EINTR);
	return pid;
}

int close_namespaces(struct namespaces *namespaces)
{
	int status = 0, ignored;
	if (namespaces->first > 0) {
		try_sys(kill, namespaces->first, SIGKILL);
		may_fail(reap(namespaces->first, &status));
	}
	if (namespaces->fd >= 0)
		try_sys(close, namespaces->fd);
	try_sys(kill, -1, SIGKILL);
	while (reap(-1, &ignored) > 0)
		;
	*namespaces = (struct namespaces){.first = 0, .fd = -1};
	/* Root can end the first process with other signals, too. That ends the test itself, and is not a reboot(2). */
	return WTERMSIG(status) == SIGHUP || WTERMSIG(status) == SIGINT ? WTERMSIG(status) : 0;
}
