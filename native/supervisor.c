/*
 * supervisor [--read PATH] [--write PATH] [--unlink-in PATH] [--console SOCKET] [--user UID] [--group GID] -- PROGRAM [ARGUMENT ...]
 * supervisor --remove PATH [--remove PATH ...]
 * supervisor --landlock
 *
 * Stands between uml-run and one guest. It starts the kernel confined, and sees to it that no process of the guest
 * outlives the guest, nor the guest uml-run, however either ends. Without a program it has no guest, but removes folders when
 * uml-run is gone.
 *
 * The last form ends with the version of Landlock that the host has, 0 for none.
 *
 * Descriptor 3 is the lifeline, whose other end only uml-run holds. A '?' on it means "have init tell what its test does",
 * any other byte "end the guest"; its end means that uml-run is gone. All other descriptors belong to the guest.
 */
#include "sys.h"

#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <dirent.h>
#include <stddef.h>

#define LIFELINE 3
#define MOST_PATHS 4096

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#define READ_ACCESS (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
/* No guest needs the host to make device nodes. */
#define DEVICES (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)
#define FILE_ACCESS (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)

struct paths {
	size_t count;
	char *path[MOST_PATHS];
};

static struct paths readable, writable, emptied, removed;
static const char *management_console;
static u64 user, group;
static i64 guest;

static void start_guest(char **program, char **environment) __attribute__((noreturn));
static void end_guest(void);
static void interrupt_init(void);
static i64 landlock_version(void);
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
	add(&line, "uml-run supervisor: cannot ");
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
		else if (same(*word, "--unlink-in"))
			remember(&emptied, word[1]);
		else if (same(*word, "--remove"))
			remember(&removed, word[1]);
		else if (same(*word, "--console"))
			management_console = word[1];
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
	if (count == 2 && same(stack[2], "--landlock"))
		stop(landlock_version() > 0 ? (int)landlock_version() : 0);
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
			i64 got = sys(read, LIFELINE, &byte, 1);
			if (got == 1 && byte == '?') {
				interrupt_init();
				continue;
			}
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

/*
 * Ctrl-alt-del, by the kernel's management console: init is sent a SIGINT. Nobody waits for an answer, which a kernel that
 * hangs would not give.
 */
static void interrupt_init(void)
{
	/* As in arch/um/drivers/mconsole.h. */
	struct { unsigned magic, version, length; char text[512]; } request = {0xcafebabe, 2, 3, "cad"};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (!management_console || length_of(management_console) >= sizeof address.sun_path)
		return;
	memcpy(address.sun_path, management_console, length_of(management_console));
	i64 fd = sys(socket, AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	sys6(__NR_sendto, fd, (i64)&request, sizeof request, 0, (i64)&address, sizeof address);
	sys(close, fd);
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

static i64 landlock_version(void)
{
	return sys(landlock_create_ruleset, 0, 0, 1 /* LANDLOCK_CREATE_RULESET_VERSION */);
}

/* Landlock: the kernel, and through hostfs the guest's root, reaches these paths of the host and no others. */
static void confine(void)
{
	i64 version = landlock_version();
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
		allow(rules, handled, writable.path[i], handled & ~DEVICES);
	for (size_t i = 0; i < emptied.count; i++)
		allow(rules, handled, emptied.path[i], READ_ACCESS | LANDLOCK_ACCESS_FS_REMOVE_FILE);
	i64 error = sys(landlock_restrict_self, rules, 0);
	if (error < 0)
		give_up("apply", "a Landlock rule set", error);
	sys(close, rules);
}

/*
 * From root to another user. What it keeps is the right to read: kernels and root file systems lie in folders that may be
 * root's alone, and Landlock says which of them it may read.
 */
static void become_unprivileged(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct right = {1 << CAP_DAC_READ_SEARCH, 1 << CAP_DAC_READ_SEARCH, 1 << CAP_DAC_READ_SEARCH};
	struct __user_cap_data_struct rights[2] = {right, {0}};
	i64 error;
	/* So that the right outlives the change of the user, and counts for access(2), by which hostfs asks. */
	sys(prctl, PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0);
	if ((error = sys(setgroups, 0, 0)) < 0 || (error = sys(setresgid, group, group, group)) < 0)
		give_up("become", "another group", error);
	if ((error = sys(setresuid, user, user, user)) < 0)
		give_up("become", "another user", error);
	if ((error = sys(capset, &header, rights)) < 0)
		give_up("give up", "the rights of root", error);
	sys(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0);
	/* Changing the user clears this. */
	sys(prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

/*
 * Landlock says nothing about owners, modes, times and extended attributes. A guest's root could change those of the host's files
 * through hostfs, so the system calls for it do nothing. They seem to succeed, for the kernel itself ends when it cannot set the mode
 * of its memory's file. A guest's own processes do not get here: their system calls are the guest kernel's.
 */
static void keep_attributes(void)
{
	static const unsigned short calls[] = {
		__NR_chmod, __NR_fchmod, __NR_fchmodat, 452 /* fchmodat2 */,
		__NR_chown, __NR_fchown, __NR_lchown, __NR_fchownat,
		__NR_utime, __NR_utimes, __NR_futimesat, __NR_utimensat,
		__NR_setxattr, __NR_lsetxattr, __NR_fsetxattr, 463 /* setxattrat */,
		__NR_removexattr, __NR_lremovexattr, __NR_fremovexattr, 466 /* removexattrat */, 469 /* file_setattr */,
	};
	enum { COUNT = sizeof calls / sizeof *calls };
	struct sock_filter filter[COUNT + 6] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
		/* A kernel for i386, say: nothing is known about its calls. */
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	for (unsigned char i = 0; i < COUNT; i++)
		filter[4 + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i], COUNT - i, 0);
	filter[4 + COUNT] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	filter[5 + COUNT] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO);
	struct sock_fprog program = {COUNT + 6, filter};
	i64 error = sys(seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
	/* A host without it: as without Landlock. */
	if (error < 0 && error != -38 /* ENOSYS */ && error != -22 /* EINVAL */)
		give_up("keep", "the attributes of files", error);
}

/*
 * The kernel makes its console's descriptor non-blocking, and then drops what does not fit: of a burst of messages a third
 * was lost without a word, and with them the marks. Told that it has, while it has not, it waits until there is room.
 * Where the host does not permit a filter, the observer notices that a mark is missing.
 */
static void keep_log_blocking(void)
{
#define FIELD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define UNLESS(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)
	struct sock_filter words[] = {
		FIELD(arch),
		UNLESS(AUDIT_ARCH_X86_64, 7),
		FIELD(nr),
		UNLESS(__NR_fcntl, 5),
		FIELD(args[0]),
		UNLESS(1, 3),
		FIELD(args[1]),
		UNLESS(F_SETFL, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {sizeof words / sizeof *words, words};
	sys(seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter);
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
	sys(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	confine();
	keep_log_blocking();
	if (readable.count)
		keep_attributes();
	if (user)
		become_unprivileged();
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
		/* Until its own supervisor has ended it, a guest may go on making files: five seconds at most. */
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
