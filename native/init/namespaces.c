#include "namespaces.h"

#include <fcntl.h>
#include <linux/memfd.h>
#include <linux/sched.h>
#include <linux/stat.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../lib/memory.h"
#include "../lib/text.h"
#include "leave.h"
#include "modprobe.h"
#include "protect.h"
#include "signals.h"
#include "views.h"

/* The namespace of processes that this process is in; -1 where the kernel has none. */
static int own_pid_namespace = -1;

/* What the kernel can give a test of its own besides its processes, as flags of clone(2). */
static u64 kinds = CLONE_NEWNS;

/* This program, in memory: nobody can write to it, whatever becomes of the file. */
static int program = -1;

/* Of that, at first. */
static struct statx program_status;

/* The stack of another process; nothing that this process keeps to itself is ever on it. */
static char first_stack[4096] __attribute__((aligned(16)));

void keep_program(void)
{
	struct stat status;
	int file = (int)sys(open, "/init", O_RDONLY | O_CLOEXEC);
	program = (int)sys(memfd_create, "init", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (sys(fstat, file, &status) < 0 || sys(sendfile, program, file, 0, status.st_size) != status.st_size ||
	    sys(fcntl, program, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)
		leave("no program");
	try_sys(close, file);
	try_sys(fchmod, program, 0755);
	try_sys(statx, program, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &program_status);
}

int is_program_changed(void)
{
	struct statx now = program_status;
	try_sys(statx, program, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &now);
	return now.stx_mode != program_status.stx_mode || now.stx_attributes != program_status.stx_attributes ||
	       now.stx_ctime.tv_sec != program_status.stx_ctime.tv_sec ||
	       now.stx_ctime.tv_nsec != program_status.stx_ctime.tv_nsec;
}

/* A kernel that was built without it refuses the flag, and all others with it. */
static void add_kind(const char *path, u64 flag)
{
	struct stat status;
	if (sys(stat, path, &status) == 0)
		kinds |= flag;
}

void prepare_namespaces(void)
{
	mount_shared_views();
	add_kind("/proc/self/ns/ipc", CLONE_NEWIPC);
	add_kind("/proc/self/ns/uts", CLONE_NEWUTS);
	add_kind("/proc/self/ns/net", CLONE_NEWNET);
	own_pid_namespace = (int)sys(open, "/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	if (own_pid_namespace < 0) {
		try_sys(mount, "mqueue", "/dev/mqueue", "mqueue", 0, "");
		return;
	}
	offer_modprobe();
	/* Each namespace has its own /proc; this one shows this process. */
	try_sys(umount2, "/proc", MNT_DETACH);
}

/* User of the first process: any number that is nobody's, and not this process's own. */
enum { FIRST_USER = 65532 };

struct first {
	/* Kinds of namespaces of its own. */
	u64 own;
	/* Of a pipe. Open in the first process until it has executed the program, which closes it. */
	int alive[2];
	/* Why it could not execute the program: a negative errno. Set by the first process. */
	volatile reg error;
};

/*
 * In the first process, which shares this one's memory until it executes the program: gives the namespaces their views,
 * and gives up all rights. A test that is root can take it over.
 */
static void become_first_process(void *argument)
{
	struct first *self = argument;
	static const char *const words[] = {FIRST_PROCESS, NULL};
	struct signal_action ignore = {.handler = SIG_IGN};
	/* Orphans are reaped by this being ignored. */
	try_sys(rt_sigaction, SIGCHLD, &ignore, 0, sizeof ignore.mask);
	mount_views(self->own);
	if ((self->error = sys(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) == 0 &&
	    (self->error = sys(setresuid, FIRST_USER, FIRST_USER, FIRST_USER)) == 0 &&
	    (self->error = sys(dup2, self->alive[1], 0)) == 0)
		self->error = sys(execveat, program, "", words, words + 1, AT_EMPTY_PATH);
}

void wait_for_the_end(void)
{
	try_sys(close, 0);
	for (;;)
		try_sys(pause);
}

/*
 * Waits until the first process has executed its program, or has ended. The kernel wakes this process earlier, when the
 * first one still has this one's memory, which a test could then read; and it closes files before that is over.
 */
static void wait_for_execution(const struct first *first)
{
	char byte;
	try_sys(close, first->alive[1]);
	while (sys(read, first->alive[0], &byte, 1) == -EINTR)
		;
	try_sys(close, first->alive[0]);
}

reg open_namespaces(struct namespaces *namespaces, int has_network)
{
	*namespaces = (struct namespaces){.first = 0, .fd = -1, .own = has_network ? kinds : kinds & ~(u64)CLONE_NEWNET};
	if (own_pid_namespace < 0 || sys(unshare, CLONE_NEWPID) < 0)
		return 0;
	struct first process = {.own = namespaces->own};
	reg error = sys(pipe2, process.alive, O_CLOEXEC);
	if (error < 0)
		return error;
	reg first = new_process(CLONE_VM | CLONE_VFORK | process.own, first_stack + sizeof first_stack, become_first_process,
				&process);
	wait_for_execution(&process);
	if (first < 0)
		return first;
	namespaces->first = (int)first;
	/* It ends, and its namespace with it: a test there would be killed at once. */
	if (process.error < 0)
		leave_with_problem("start", "the first process", process.error);
	/* Before 5.3 there is none: tests then share this process's mounts. */
	namespaces->fd = (int)sys(pidfd_open, first, 0);
	return 0;
}

int has_namespaces(void)
{
	return own_pid_namespace >= 0;
}

reg enter_namespaces(const struct namespaces *namespaces)
{
	/* Before 5.8 they cannot be entered so, and the test makes some of its own. */
	if (namespaces->fd < 0 || sys(setns, namespaces->fd, namespaces->own) == 0)
		return 0;
	reg error = sys(unshare, namespaces->own);
	if (error == 0)
		mount_views(namespaces->own);
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

reg leave_test_namespace(void)
{
	return own_pid_namespace >= 0 ? sys(setns, own_pid_namespace, CLONE_NEWPID) : 0;
}

void run_in_mounts(const struct namespaces *namespaces, void (*body)(const void *argument), const void *argument)
{
	enum { STACK_SIZE = 65536 };
	struct inside inside = {namespaces, body, argument};
	char *stack = map_own_memory(STACK_SIZE);
	int status;
	/* It shares this process's memory, so no process of the test may see it. */
	if (!stack || leave_test_namespace() < 0)
		return;
	reg pid = new_process(CLONE_VM | CLONE_VFORK, stack + STACK_SIZE, run_inside, &inside);
	while (pid > 0 && sys(wait4, pid, &status, 0, 0) == -EINTR)
		;
	unmap_memory(stack, STACK_SIZE);
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
	/* In a namespace that has ended, no process can be. */
	may_fail(leave_test_namespace());
	try_sys(kill, -1, SIGKILL);
	while (reap(&ignored) > 0)
		;
	*namespaces = (struct namespaces){.first = 0, .fd = -1};
	/* Root can end the first process with other signals, too. That ends the test itself, and is not a reboot(2). */
	return WTERMSIG(status) == SIGHUP || WTERMSIG(status) == SIGINT ? WTERMSIG(status) : 0;
}
