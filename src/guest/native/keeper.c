/*
 * keeper [--read PATH] [--write PATH] [--group GID] [--user UID] -- PROGRAM [ARGUMENT ...]
 * keeper --remove PATH [--remove PATH ...]
 *
 * Stands between uml-run and one guest. It starts the kernel confined, and sees to it that no process of the guest
 * outlives the guest, nor the guest uml-run, however either ends. Without a program it has no guest, but removes folders when
 * uml-run is gone.
 *
 * Descriptor 3 is the lifeline, whose other end only uml-run holds: a byte on it means "end the guest"; its end means that
 * uml-run is gone. All other descriptors belong to the guest.
 */
#include "sys.h"

#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <dirent.h>

#define LIFELINE 3
#define MOST_PATHS 4096

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#define READ_ACCESS (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FILE_ACCESS (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)

struct paths {
	size_t count;
	char *path[MOST_PATHS];
};

static struct paths readable, writable, removed;
static u64 user, group;
static i64 guest;

static void start_guest(char **program, char **environment) __attribute__((noreturn));
static void end_guest(void);
static void remove_at_the_end(void) __attribute__((noreturn));
static void remove_tree(i64 at, const char *path, int depth);

static __attribute__((noreturn)) void stop(int code)
{
	sys(exit_group, code);
	__builtin_unreachable();
}

static __attribute__((noreturn)) void give_up(const char *what, const char *value, i64 error)
{
	struct line line = {0};
	add(&line, "uml-run keeper: cannot ");
	add(&line, what);
	add(&line, " ");
	add(&line, value);
	add(&line, ": error ");
	add_number(&line, (u64)-error);
	add(&line, "\n");
	write_all(2, line.text, line.length);
	stop(126);
}

static void remember(struct paths *paths, char *path)
{
	if (paths->count == MOST_PATHS)
		give_up("take more paths than", "4096:", -7);
	paths->path[paths->count++] = path;
}

static char **read_options(char **word)
{
	for (; *word && !same(*word, "--"); word += 2) {
		if (!word[1])
			give_up("find a value for", *word, -22);
		if (same(*word, "--read"))
			remember(&readable, word[1]);
		else if (same(*word, "--write"))
			remember(&writable, word[1]);
		else if (same(*word, "--remove"))
			remember(&removed, word[1]);
		else if (same(*word, "--user"))
			user = number(word[1]);
		else if (same(*word, "--group"))
			group = number(word[1]);
		else
			give_up("understand", *word, -22);
	}
	if (!*word && removed.count)
		return 0;
	if (!*word || !word[1])
		give_up("start", "nothing", -22);
	return word + 1;
}

/* The code that the guest ended with, as a shell tells it: 128 and the signal's number when a signal ended it. */
static int code_of(int status)
{
	return status & 0x7f ? 128 + (status & 0x7f) : status >> 8 & 0xff;
}

void start(char **stack)
{
	i64 count = *(i64 *)stack;
	char **environment = stack + 1 + count + 1;
	char **program = read_options(stack + 2);
	u64 child_ended = 1UL << (SIGCHLD - 1);

	if (!program)
		remove_at_the_end();
	sys(prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	sys(rt_sigprocmask, SIG_BLOCK, &child_ended, 0, sizeof child_ended);
	i64 children = sys(signalfd4, -1, &child_ended, sizeof child_ended, O_CLOEXEC);

	guest = sys6(__NR_clone, SIGCHLD, 0, 0, 0, 0, 0);
	if (guest < 0)
		give_up("make a process for", *program, guest);
	if (guest == 0)
		start_guest(program, environment);
	sys(setpgid, guest, guest);
	/* The guest's streams must end with the guest, so this process holds none of them. */
	sys(close_range, 0, LIFELINE - 1, 0);
	sys(close_range, LIFELINE + 1, children - 1, 0);
	sys(close_range, children + 1, ~0U, 0);

	for (;;) {
		struct pollfd wait[2] = {{.fd = LIFELINE, .events = POLLIN}, {.fd = (int)children, .events = POLLIN}};
		if (sys(poll, wait, 2, -1) < 0)
			continue;
		if (wait[1].revents) {
			char told[128];
			int status;
			i64 pid;
			sys(read, children, told, sizeof told);
			while ((pid = sys(wait4, -1, &status, 1 /* WNOHANG */, 0)) > 0) {
				if (pid != guest)
					continue;
				end_guest();
				stop(code_of(status));
			}
		}
		if (wait[0].revents) {
			char byte;
			sys(read, LIFELINE, &byte, 1);
			end_guest();
			stop(137);
		}
	}
}

/* Ends every process of the guest and waits, at most two seconds, until none is left. */
static void end_guest(void)
{
	struct { i64 seconds, nanoseconds; } moment = {0, 2000000};
	sys(kill, -guest, SIGKILL);
	for (int i = 0; i < 1000; i++) {
		i64 pid = sys(wait4, -1, 0, 1 /* WNOHANG */, 0);
		if (pid == -10 /* ECHILD */)
			return;
		if (pid == 0) {
			sys(kill, -guest, SIGKILL);
			sys(nanosleep, &moment, 0);
		}
	}
}

/* ---- the guest's side ---- */

static void allow(i64 rules, u64 handled, const char *path, u64 access)
{
	struct stat status;
	struct landlock_path_beneath_attr rule = {0};
	i64 fd = sys(open, path, O_PATH | O_CLOEXEC, 0);
	/* What is not there needs no permission. */
	if (fd < 0)
		return;
	sys(fstat, fd, &status);
	rule.parent_fd = (int)fd;
	rule.allowed_access = access & handled & (S_ISDIR(status.st_mode) ? ~0UL : FILE_ACCESS | LANDLOCK_ACCESS_FS_TRUNCATE);
	i64 error = sys(landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	if (error < 0)
		give_up("allow the guest to use", path, error);
	sys(close, fd);
}

/* Landlock: the kernel, and through hostfs the guest's root, reaches these paths of the host and no others. */
static void confine(void)
{
	i64 version = sys(landlock_create_ruleset, 0, 0, 1 /* LANDLOCK_CREATE_RULESET_VERSION */);
	if (version < 1 || !readable.count)
		return;
	u64 handled = (1ULL << 13) - 1;
	if (version >= 2)
		handled |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= 3)
		handled |= LANDLOCK_ACCESS_FS_TRUNCATE;
	struct landlock_ruleset_attr attributes = {.handled_access_fs = handled};
	i64 rules = sys(landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
	if (rules < 0)
		give_up("make", "a Landlock rule set", rules);
	for (size_t i = 0; i < readable.count; i++)
		allow(rules, handled, readable.path[i], READ_ACCESS);
	for (size_t i = 0; i < writable.count; i++)
		allow(rules, handled, writable.path[i], handled);
	i64 error = sys(landlock_restrict_self, rules, 0);
	if (error < 0)
		give_up("apply", "a Landlock rule set", error);
	sys(close, rules);
}

static void start_guest(char **program, char **environment)
{
	struct rlimit no_core = {0, 0};
	u64 none = 0;
	i64 error;
	sys(setpgid, 0, 0);
	sys(prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	sys(rt_sigprocmask, SIG_SETMASK, &none, 0, sizeof none);
	sys(setrlimit, RLIMIT_CORE, &no_core);
	sys(close, LIFELINE);
	if (group && ((error = sys(setgroups, 0, 0)) < 0 || (error = sys(setresgid, group, group, group)) < 0))
		give_up("become", "another group", error);
	if (user && (error = sys(setresuid, user, user, user)) < 0)
		give_up("become", "another user", error);
	/* Changing the user clears this. */
	sys(prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	sys(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	confine();
	error = sys(execve, *program, program, environment);
	give_up("start", *program, error);
}

/* ---- clearing away after uml-run was killed ---- */

static int is_there(const char *path)
{
	struct stat status;
	return sys(lstat, path, &status) == 0;
}

static void remove_at_the_end(void)
{
	struct { i64 seconds, nanoseconds; } moment = {0, 10000000};
	char byte;
	sys(close_range, 0, LIFELINE - 1, 0);
	while (sys(read, LIFELINE, &byte, 1) == -4 /* EINTR */)
		;
	for (size_t i = 0; i < removed.count; i++)
		/* Until its own keeper has ended it, a guest may go on making files: five seconds at most. */
		for (int tries = 0; tries < 500 && is_there(removed.path[i]); tries++) {
			remove_tree(AT_FDCWD, removed.path[i], 0);
			sys(nanosleep, &moment, 0);
		}
	stop(0);
}

struct entry {
	u64 inode;
	i64 offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

static void remove_tree(i64 at, const char *path, int depth)
{
	char entries[4096] __attribute__((aligned(8)));
	i64 got, folder;
	if (depth > 64)
		return;
	folder = sys(openat, at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder >= 0) {
		sys(fchmod, folder, 0700);
		while ((got = sys(getdents64, folder, entries, sizeof entries)) > 0)
			for (i64 i = 0; i < got; i += ((struct entry *)(entries + i))->length) {
				struct entry *entry = (struct entry *)(entries + i);
				if (same(entry->name, ".") || same(entry->name, ".."))
					continue;
				if (entry->type == DT_DIR)
					remove_tree(folder, entry->name, depth + 1);
				else
					sys(unlinkat, folder, entry->name, 0);
			}
		sys(close, folder);
	}
	sys(unlinkat, at, path, AT_REMOVEDIR);
}
