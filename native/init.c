/*
 * Process 1 of a guest. It reads the boot plan, lays out the root file system, runs the tests one after another and tells
 * the host about each on the control console. It decides nothing: the host is in charge, and ends the guest when a
 * test takes too long.
 *
 * Markers (docs/architecture.md has the whole protocol) are lines on the control console. Each carries a token that only
 * this process and the host know: one for the guest and a new one for each test. To keep them so, even from a test that is
 * root, each test runs in a process namespace of its own, in which this process does not exist; and the one process that
 * is copied from this one, the namespace's first, gets no copy of the memory that the tokens are in.
 */
#include "sys.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/sysinfo.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>

/* What the kernel taints itself with after a BUG, an Oops, a WARNING, a bad page or a soft lockup. */
#define TAINT_SPLAT (1 << 5 | 1 << 7 | 1 << 9 | 1 << 14)

struct test {
	char *token, *folder, *input, *path;
	u64 uid, gid;
	/* Of a terminal that its three streams are; none without rows. */
	u64 rows, columns;
	char **arguments, **environment;
};

static char *plan, *plan_end;
static char *guest_token;
static int control, standard_output, standard_error, kernel_log, nothing;
static int tainted_fd, all_levels, own_namespace, mount_table, log_delay;
static int test_namespaces = -1;
static volatile int asked;

static void lay_out(void);
static void run(struct test *test);
static struct test next_test(void);
static void *memory(size_t size);
static void watch(const char *path);
static int is_changed(void);
static void serve(char *bytes);
static void mark_log(const char *token);
static int relay_input(const char *path, int is_terminal);
static void leave(const char *why) __attribute__((noreturn));

/* ---- the boot plan: NUL-terminated words ---- */

static char *word(void)
{
	char *here = plan;
	if (plan >= plan_end)
		return "";
	plan += length_of(plan) + 1;
	return here;
}

static char *read_plan(void)
{
	struct stat status;
	i64 fd = sys(open, "/plan", O_RDONLY | O_CLOEXEC, 0);
	if (fd < 0 || sys(fstat, fd, &status) < 0)
		return 0;
	size_t size = (size_t)status.st_size, filled = 0;
	char *bytes = memory(size + 1);
	sys(madvise, bytes, size + 1, MADV_DONTFORK);
	while (filled < size) {
		i64 got = sys(read, fd, bytes + filled, size - filled);
		if (got <= 0)
			return 0;
		filled += (size_t)got;
	}
	sys(close, fd);
	/* It holds the tokens: gone before the first test runs. */
	if (sys(unlink, "/plan") < 0)
		return 0;
	plan = bytes;
	plan_end = bytes + size;
	return bytes;
}

/* ---- markers ---- */

static void marker(struct line *line)
{
	add(line, "\n");
	write_all(control, line->text, line->length);
}

/* A marker starts on a new line, whatever somebody else may have written there before it. */
static struct line begin(const char *kind, const char *token)
{
	struct line line = {0};
	add(&line, "\n");
	add(&line, kind);
	add(&line, " ");
	add(&line, token);
	return line;
}

static void fail_to_lay_out(const char *what, const char *path, i64 error)
{
	struct line line = begin("problem", guest_token);
	add(&line, " ");
	add_number(&line, (u64)-error);
	add(&line, " ");
	add(&line, what);
	add(&line, " ");
	add(&line, path);
	marker(&line);
	leave("problem");
}

static u64 now(void)
{
	struct { u64 seconds, nanoseconds; } time;
	sys(clock_gettime, CLOCK_MONOTONIC, &time);
	return time.seconds * 1000000000 + time.nanoseconds;
}

/* ---- start ---- */

/*
 * Raw: every byte arrives as it was written. Set again for each test, for the one before may have changed it.
 * @returns an error when nothing can be written there any more
 */
static i64 raw(int fd)
{
	struct termios mode = {.c_cflag = CS8 | CREAD | CLOCAL | B38400};
	mode.c_cc[VMIN] = 1;
	return sys(ioctl, fd, TCSETS, &mode);
}

static int console(const char *path)
{
	i64 fd = sys(open, path, O_RDWR | O_NOCTTY | O_CLOEXEC, 0);
	if (fd >= 0)
		raw((int)fd);
	return (int)fd;
}

static void raise_loopback(void)
{
	struct ifreq request = {.ifr_name = "lo"};
	i64 fd = sys(socket, AF_INET, SOCK_DGRAM, 0);
	if (fd < 0)
		return;
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	sys(ioctl, fd, SIOCSIFFLAGS, &request);
	sys(close, fd);
}

static void say_hello(void)
{
	struct utsname name;
	struct line line = begin("hello", guest_token);
	sys(uname, &name);
	add(&line, " ");
	add(&line, name.release);
	marker(&line);
}

/* An empty root in memory, which becomes the root of everything; the folder that the kernel booted from is left behind. */
static void switch_root(void)
{
	if (sys(mount, "root", "/root", "tmpfs", 0, "mode=755") < 0 || sys(chdir, "/root") < 0)
		leave("no root");
	sys(mount, ".", "/", 0, MS_MOVE, 0);
	sys(chroot, ".");
	sys(chdir, "/");
	sys(mkdir, "/dev", 0755);
	if (sys(mount, "dev", "/dev", "devtmpfs", MS_NOSUID, "mode=755") < 0) {
		sys(mount, "dev", "/dev", "tmpfs", MS_NOSUID, "mode=755");
		static const struct { const char *path; int mode, major, minor; } nodes[] = {
			{"/dev/null", 0666, 1, 3}, {"/dev/zero", 0666, 1, 5}, {"/dev/full", 0666, 1, 7},
			{"/dev/random", 0666, 1, 8}, {"/dev/urandom", 0666, 1, 9}, {"/dev/kmsg", 0600, 1, 11},
			{"/dev/tty", 0666, 5, 0}, {"/dev/console", 0600, 5, 1}, {"/dev/ptmx", 0666, 5, 2},
			{"/dev/tty0", 0600, 4, 0}, {"/dev/tty1", 0600, 4, 1}, {"/dev/tty2", 0600, 4, 2},
			{"/dev/tty3", 0600, 4, 3}, {"/dev/tty4", 0600, 4, 4},
		};
		for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
			sys(mknod, nodes[i].path, S_IFCHR | nodes[i].mode, nodes[i].major << 8 | nodes[i].minor);
	}
}

/* The kernel's own struct sigaction. */
struct handler {
	void *handler;
	unsigned long flags;
	void (*restorer)(void);
	u64 mask;
};

#ifndef SA_RESTORER
#define SA_RESTORER 0x04000000
#endif

static void note_question(int signal)
{
	(void)signal;
	asked = 1;
}

void return_from_handler(void);
__asm__("return_from_handler:\n" RETURN_FROM_HANDLER);

/*
 * Programs that the kernel starts by itself, such as modprobe and the handler of core dumps, run beside this process, and root
 * can name any. They keep the right to load modules and no other: none of them can read this process's memory.
 */
static void limit_helpers(void)
{
	static const char sys_module_alone[] = "65536 0\n";
	i64 fd = sys(open, "/proc/sys/kernel/usermodehelper/bset", O_WRONLY | O_CLOEXEC, 0);
	if (fd < 0)
		return;
	sys(write, fd, sys_module_alone, sizeof sys_module_alone - 1);
	sys(close, fd);
}

static void *memory(size_t size)
{
	return (void *)sys6(__NR_mmap, 0, (i64)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

void start(void)
{
	const size_t size = 65536;
	char *bytes = read_plan();
	/* The tokens pass over the stack too: this one is not copied either. */
	char *stack = memory(size);
	sys(madvise, stack, size, MADV_DONTFORK);
	CONTINUE_ON(stack + size, serve, bytes);
	__builtin_unreachable();
}

static __attribute__((used)) void serve(char *bytes)
{
	u64 no_core[2] = {0, ~0ULL};
	/* None of its code is read from a file any more that somebody might find a way to write to. */
	sys(mlockall, MCL_CURRENT);
	/* The host asks by ctrl-alt-del what a test does that takes too long. */
	sys(reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_CAD_OFF, 0);
	struct handler when_asked = {note_question, SA_SIGINFO | SA_RESTORER, return_from_handler, 0};
	sys(rt_sigaction, SIGINT, &when_asked, 0, sizeof when_asked.mask);
	/* Without this, a test of the same user could read this process's memory where there are no namespaces. */
	sys(prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
	sys(umask, 022);
	sys(prlimit64, 0, RLIMIT_CORE, no_core, 0);
	switch_root();
	control = console("/dev/tty1");
	standard_output = console("/dev/tty2");
	standard_error = console("/dev/tty3");
	nothing = (int)sys(open, "/dev/null", O_RDONLY | O_CLOEXEC, 0);
	kernel_log = (int)sys(open, "/dev/kmsg", O_WRONLY | O_CLOEXEC, 0);
	if (!bytes)
		leave("no plan");
	guest_token = word();
	say_hello();
	raise_loopback();
	lay_out();
	tainted_fd = (int)sys(open, "/proc/sys/kernel/tainted", O_RDONLY | O_CLOEXEC, 0);
	all_levels = (int)sys(open, "/sys/module/printk/parameters/ignore_loglevel", O_WRONLY | O_CLOEXEC, 0);
	own_namespace = (int)sys(open, "/proc/self/ns/pid", O_RDONLY | O_CLOEXEC, 0);
	mount_table = (int)sys(open, "/proc/self/mountinfo", O_RDONLY | O_CLOEXEC, 0);
	log_delay = (int)sys(open, "/proc/sys/kernel/printk_delay", O_WRONLY | O_CLOEXEC, 0);
	limit_helpers();
	/* Each namespace has its own /proc; this one shows this process. */
	if (own_namespace >= 0)
		sys(umount2, "/proc", MNT_DETACH);
	is_changed();
	/* What the kernel said until here belongs to the boot, and to no test. */
	mark_log(guest_token);
	while (plan < plan_end) {
		struct test test = next_test();
		run(&test);
	}
	leave("done");
}

/* ---- the root file system ---- */

static void folder(char *path)
{
	i64 error = sys(mkdir, path, 0755);
	if (error < 0 && error != -17 /* EEXIST */)
		fail_to_lay_out("make the folder", path, error);
}

static void skip(u64 count)
{
	while (count--)
		word();
}

/* What cannot be loaded is missed where it is needed. */
static void load_module(const char *path)
{
	i64 fd = sys(open, path, O_RDONLY | O_CLOEXEC, 0);
	if (fd < 0)
		return;
	sys(finit_module, fd, "", 0);
	sys(close, fd);
}

/*
 * Whether the kernel has overlayfs, and can open a file of the host through it: hostfs of 5.10 looks for such a file by the
 * path that it has in the overlay.
 */
static int has_overlay(void)
{
	i64 fd = -1;
	folder("/.probe");
	folder("/.probed");
	if (sys(mount, "none", "/.probe", "hostfs", MS_RDONLY, "/boot") == 0) {
		if (sys(mount, "overlay", "/.probed", "overlay", MS_RDONLY | MS_SILENT, "lowerdir=/.probe:/dev") == 0) {
			fd = sys(open, "/.probed/init", O_RDONLY | O_CLOEXEC, 0);
			sys(close, fd);
			sys(umount2, "/.probed", MNT_DETACH);
		}
		sys(umount2, "/.probe", MNT_DETACH);
	}
	sys(rmdir, "/.probe");
	sys(rmdir, "/.probed");
	return fd >= 0;
}

/* Where it is, and nothing above it that could be written to. */
static void show(const char *source, char *target)
{
	i64 error = sys(mount, source, target, "", MS_BIND, "");
	if (error < 0)
		fail_to_lay_out("mount", target, error);
}

/* Shows folders, of which the first hides the others, with a layer of its own above them that takes what is written. */
static void overlay(const char *lower, const char *like, char *target)
{
	static u64 count;
	struct stat status;
	struct line upper = {0}, work = {0}, options = {0};
	i64 error;
	add(&upper, "/.written/");
	add_number(&upper, count++);
	work = upper;
	add(&work, "w");
	folder(upper.text);
	folder(work.text);
	if (sys(stat, like, &status) == 0) {
		sys(chown, upper.text, status.st_uid, status.st_gid);
		sys(chmod, upper.text, status.st_mode & 07777);
	}
	add(&options, "lowerdir=");
	add(&options, lower);
	add(&options, ",upperdir=");
	add(&options, upper.text);
	add(&options, ",workdir=");
	add(&options, work.text);
	error = sys(mount, "overlay", target, "overlay", 0, options.text);
	/* A folder that the host's user may not read, say. */
	if (error < 0) {
		show(like, target);
		return;
	}
	/* What is written shows here: another test must not find another program there, or another library. */
	watch(upper.text);
}

static void copy(const char *source, char *path)
{
	static char bytes[16384];
	struct stat status;
	i64 got, from = sys(open, source, O_RDONLY | O_CLOEXEC, 0);
	i64 to = sys(open, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (to < 0)
		fail_to_lay_out("make the file", path, to);
	/* It may be somebody else's on the host; it is shown, and cannot be read here either. */
	if (from < 0) {
		sys(close, to);
		show(source, path);
		return;
	}
	sys(fstat, from, &status);
	while ((got = sys(read, from, bytes, sizeof bytes)) > 0)
		write_all((int)to, bytes, (size_t)got);
	sys(fchown, to, status.st_uid, status.st_gid);
	sys(fchmod, to, status.st_mode & 07777);
	sys(close, from);
	sys(close, to);
}

static void lay_out(void)
{
	for (;;) {
		char *verb = word();
		if (same(verb, "tests") || !*verb)
			return;
		if (same(verb, "folder")) {
			char *path = word(), *mode = word();
			folder(path);
			sys(chmod, path, number(mode));
		} else if (same(verb, "file")) {
			char *path = word();
			i64 fd = sys(open, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
			if (fd < 0)
				fail_to_lay_out("make the file", path, fd);
			sys(close, fd);
		} else if (same(verb, "link")) {
			char *target = word(), *path = word();
			i64 error = sys(symlink, target, path);
			if (error < 0 && error != -17)
				fail_to_lay_out("make the link", path, error);
		} else if (same(verb, "module")) {
			load_module(word());
		} else if (same(verb, "unless-overlay-skip")) {
			u64 count = number(word());
			if (!has_overlay())
				skip(count);
		} else if (same(verb, "skip")) {
			skip(number(word()));
		} else if (same(verb, "overlay")) {
			char *lower = word(), *like = word(), *target = word();
			overlay(lower, like, target);
		} else if (same(verb, "forget")) {
			char *path = word();
			sys(umount2, path, MNT_DETACH);
			sys(rmdir, path);
		} else if (same(verb, "copy")) {
			char *source = word(), *path = word();
			copy(source, path);
		} else if (same(verb, "watch")) {
			watch(word());
		} else if (same(verb, "mount") || same(verb, "try-mount")) {
			char *type = word(), *source = word(), *target = word(), *flags = word(), *data = word();
			i64 error = sys(mount, source, target, type, number(flags), data);
			if (error < 0 && *verb == 'm')
				fail_to_lay_out(same(type, "hostfs") ? "mount the host's folder at" : "mount", target, error);
		} else {
			fail_to_lay_out("understand", verb, -22);
		}
	}
}

/*
 * ---- is the root file system still as it was laid out? ----
 *
 * A test that is root can, from its own namespace of mounts, take away or move what others are mounted on here, and put
 * something else in its place: another program under a test's name. Times can be forged with the clock; mounts tell of
 * themselves, and the numbers of inodes do not come again.
 */

#define MOST_WATCHED 256

static struct watched { int fd; u64 entries; } watched[MOST_WATCHED];
static size_t watched_count;

struct entry {
	u64 inode, offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

/* A digest of a folder's entries, in whatever order: their inodes and names. */
static u64 entries_of(int fd)
{
	static char bytes[8192] __attribute__((aligned(8)));
	u64 sum = 0;
	i64 got;
	sys(lseek, fd, 0, 0);
	while ((got = sys(getdents64, fd, bytes, sizeof bytes)) > 0)
		for (i64 i = 0; i < got; i += ((struct entry *)(bytes + i))->length) {
			struct entry *entry = (struct entry *)(bytes + i);
			u64 digest = (14695981039346656037UL ^ entry->inode) * 1099511628211UL;
			/* Of the folder above there is no telling: it may be moved, or be another file system's. */
			if (same(entry->name, ".."))
				continue;
			for (char *name = entry->name; *name; name++)
				digest = (digest ^ (unsigned char)*name) * 1099511628211UL;
			sum += digest;
		}
	return sum;
}

static void watch(const char *path)
{
	i64 fd = sys(open, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (fd < 0 || watched_count == MOST_WATCHED)
		fail_to_lay_out("watch", path, fd < 0 ? fd : -7);
	watched[watched_count++] = (struct watched){(int)fd, entries_of((int)fd)};
}

/* Whether it has changed since it was last asked for: the table of mounts; since it was laid out: the folders. */
static int is_changed(void)
{
	struct pollfd mounts = {.fd = mount_table, .events = POLLPRI};
	if (mount_table >= 0 && sys(poll, &mounts, 1, 0) > 0)
		return 1;
	for (size_t i = 0; i < watched_count; i++)
		if (entries_of(watched[i].fd) != watched[i].entries)
			return 1;
	return 0;
}

/* ---- tests ---- */

static char **words(void)
{
	size_t count = number(word());
	char **list = memory((count + 1) * sizeof *list);
	for (size_t i = 0; i < count; i++)
		list[i] = word();
	return list;
}

static struct test next_test(void)
{
	struct test test;
	test.token = word();
	test.folder = word();
	test.input = word();
	test.uid = number(word());
	test.gid = number(word());
	test.rows = number(word());
	test.columns = number(word());
	test.path = word();
	test.arguments = words();
	test.environment = words();
	return test;
}

struct child {
	struct test *test;
	int input;
	/* First process of its namespaces, where it has any. */
	int first;
	volatile i64 error;
};

/* A terminal as a person expects it, the controlling one of this session. */
static void take_terminal(struct test *test)
{
	struct termios mode = {
		.c_iflag = ICRNL | IXON,
		.c_oflag = OPOST | ONLCR,
		.c_cflag = CS8 | CREAD | CLOCAL | B38400,
		.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
		.c_cc = {[VINTR] = 3, [VQUIT] = 28, [VERASE] = 127, [VKILL] = 21, [VEOF] = 4, [VMIN] = 1,
			 [VSTART] = 17, [VSTOP] = 19, [VSUSP] = 26, [VREPRINT] = 18, [VWERASE] = 23, [VLNEXT] = 22},
	};
	struct winsize size = {.ws_row = (unsigned short)test->rows, .ws_col = (unsigned short)test->columns};
	sys(ioctl, standard_output, TIOCSCTTY, 0);
	sys(ioctl, standard_output, TCSETS, &mode);
	sys(ioctl, standard_output, TIOCSWINSZ, &size);
	sys(dup2, standard_output, 0);
	sys(dup2, standard_output, 1);
	sys(dup2, standard_output, 2);
}

/* Runs in the child, which shares this process's memory until it executes the program. */
static void become(struct child *child)
{
	struct test *test = child->test;
	sys0(setsid);
	/* Its mounts are its own: whatever it puts over a program or takes away is there again for the next test. */
	if (child->first >= 0 && sys(setns, child->first, CLONE_NEWNS) < 0) {
		if ((child->error = sys(unshare, CLONE_NEWNS)) < 0)
			return;
		sys(mount, "proc", "/proc", "proc", 0, "");
	}
	sys(dup2, child->input, 0);
	sys(dup2, standard_output, 1);
	sys(dup2, standard_error, 2);
	if (test->rows)
		take_terminal(test);
	/* The kernel's memory (/dev/mem, /proc/kcore) is no test's business: it holds the tokens. */
	sys(prctl, PR_CAPBSET_DROP, CAP_SYS_RAWIO, 0, 0, 0);
	if (test->gid && ((child->error = sys(setgroups, 0, 0)) < 0 || (child->error = sys(setgid, test->gid)) < 0))
		return;
	if (test->uid && (child->error = sys(setuid, test->uid)) < 0)
		return;
	if ((child->error = sys(chdir, test->folder)) < 0)
		return;
	child->error = sys(execve, test->path, test->arguments, test->environment);
}

/* Stacks of other processes; nothing that this process keeps to itself is ever on them. */
static char test_stack[16384] __attribute__((aligned(16)));
static char namespace_stack[4096] __attribute__((aligned(16)));
static char relay_stack[4096] __attribute__((aligned(16)));

/* ---- the namespaces of a test: of processes, and of mounts ---- */

/* First process of the namespaces: gives them their /proc, then waits to be ended; orphans are reaped by being ignored. */
static void hold_namespace(void *ready)
{
	sys(close_range, 0, *(int *)ready - 1, 0);
	sys(close_range, *(int *)ready + 1, ~0U, 0);
	struct handler ignore = {(void *)1 /* SIG_IGN */, 0, 0, 0};
	sys(rt_sigaction, SIGCHLD, &ignore, 0, sizeof ignore.mask);
	char done = sys(mount, "proc", "/proc", "proc", 0, "") == 0;
	sys(write, *(int *)ready, &done, 1);
	sys(close, *(int *)ready);
	for (;;)
		sys0(pause);
}

/* In memory that the new process has a copy of, unlike the stack. */
static int *ready_end(int fd)
{
	static int end;
	end = fd;
	return &end;
}

/* @returns its first process, or 0 where the kernel has no such namespaces */
static i64 open_namespace(void)
{
	int ends[2];
	char done = 0;
	i64 first;
	if (own_namespace < 0 || sys(setns, own_namespace, CLONE_NEWPID) < 0 || sys(unshare, CLONE_NEWPID) < 0)
		return 0;
	sys(pipe2, ends, O_CLOEXEC);
	first = process(CLONE_NEWNS, namespace_stack + sizeof namespace_stack, hold_namespace, ready_end(ends[1]));
	sys(close, ends[1]);
	sys(read, ends[0], &done, 1);
	sys(close, ends[0]);
	return first;
}

static int read_all(int fd, void *to, size_t length)
{
	for (size_t filled = 0; filled < length;) {
		i64 got = sys(read, fd, (char *)to + filled, length - filled);
		if (got <= 0)
			return 0;
		filled += (size_t)got;
	}
	return 1;
}

/*
 * A pipe that gives what the host sends on a console: a console in raw mode has no end of file, so the host says before
 * each piece how long it is, in four bytes, and ends with a piece of no length. A process of its own passes it on.
 */
static struct relay { int from, to; } relay;

static void pass_on(void *argument)
{
	struct relay *relay = argument;
	static char bytes[4096];
	unsigned left;
	while (read_all(relay->from, &left, sizeof left) && left)
		while (left) {
			i64 got = sys(read, relay->from, bytes, left < sizeof bytes ? left : sizeof bytes);
			if (got <= 0)
				return;
			write_all(relay->to, bytes, (size_t)got);
			left -= (unsigned)got;
		}
}

/* For a test on a terminal, what the host sends on that console are the terminal's new sizes: rows and columns. */
static void pass_sizes(void *argument)
{
	struct relay *relay = argument;
	unsigned length;
	struct winsize size = {0};
	while (read_all(relay->from, &length, sizeof length) && length == 4 && read_all(relay->from, &size, 4))
		sys(ioctl, relay->to, TIOCSWINSZ, &size);
}

static int relay_input(const char *path, int is_terminal)
{
	int ends[2];
	int from = console(path);
	if (from < 0)
		return nothing;
	if (is_terminal) {
		relay.from = from;
		relay.to = standard_output;
		process(0, relay_stack + sizeof relay_stack, pass_sizes, &relay);
		sys(close, from);
		return nothing;
	}
	if (sys(pipe2, ends, O_CLOEXEC) < 0)
		return nothing;
	relay.from = from;
	relay.to = ends[1];
	process(0, relay_stack + sizeof relay_stack, pass_on, &relay);
	sys(close, ends[1]);
	sys(close, from);
	return ends[0];
}

/*
 * Ends and reaps whatever the test left behind, so that the next one starts alone: with a namespace's first process, the
 * kernel ends all of them, and then nothing is left beside this process but what the kernel started by itself.
 *
 * @returns the signal that ended the namespace: SIGKILL, unless a test has called reboot(2) in it
 */
static int clear_away(i64 first)
{
	i64 pid;
	int status = SIGKILL;
	if (first > 0) {
		sys(kill, first, SIGKILL);
		do
			pid = sys(wait4, first, &status, 0, 0);
		while (pid == -4);
	}
	sys(kill, -1, SIGKILL);
	do
		pid = sys(wait4, -1, 0, 0, 0);
	while (pid > 0 || pid == -4);
	return status & 0x7f;
}

/* A line in the kernel's log, in its place among the kernel's own. */
static void mark_log(const char *token)
{
	struct line line = {0};
	/* Nor does it wait before each line. */
	if (log_delay >= 0)
		sys(pwrite64, log_delay, "0\n", 2, 0);
	/* The console shows all levels, and where that cannot be said info and above, whatever a test may have done to it. */
	sys(pwrite64, all_levels, "Y", 1, 0);
	sys(syslog, 8, 0, 7);
	/* On a line of its own, whatever a test has left on the console. */
	add(&line, "<3>\numl-run: end of ");
	add(&line, token);
	add(&line, "\n");
	write_all(kernel_log, line.text, line.length);
}

/* The kernel hangs up a terminal whose session has ended: that of a test that has made it its own. */
static int usable(int fd, const char *path)
{
	if (raw(fd) >= 0)
		return fd;
	sys(close, fd);
	return console(path);
}

/* The token where this test's bytes end: on its two streams, and in the kernel's log. */
static void close_streams(struct test *test)
{
	size_t length = length_of(test->token);
	standard_output = usable(standard_output, "/dev/tty2");
	standard_error = usable(standard_error, "/dev/tty3");
	/* On a terminal, what could be the beginning of a token must not be held back, so it begins with what nobody types. */
	if (test->rows)
		write_all(standard_output, "\036", 1);
	write_all(standard_output, test->token, length);
	write_all(standard_error, test->token, length);
	mark_log(test->token);
}

/* ---- what a test does, should the host ask ---- */

#define MOST_THREADS 40
#define MOST_CALLS 12

static const char *in_proc(const char *path, const char *number, const char *more)
{
	static struct line line;
	line.length = 0;
	add(&line, path);
	add(&line, number);
	add(&line, more);
	line.text[line.length < sizeof line.text ? line.length : sizeof line.text - 1] = 0;
	return line.text;
}

static size_t read_text(const char *path, char *text, size_t size)
{
	i64 got = 0, fd = sys(open, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
	if (fd >= 0) {
		got = sys(read, fd, text, size - 1);
		sys(close, fd);
	}
	text[got > 0 ? got : 0] = 0;
	return got > 0 ? (size_t)got : 0;
}

/* A program chooses its name, which must not end the line or be two words. */
static void add_name(struct line *line, const char *from, const char *to)
{
	for (; from < to; from++) {
		char letter[2] = {*from > ' ' && *from < 127 ? *from : '_', 0};
		add(line, letter);
	}
}

/* "[<0>] do_wait+0x1ab/0x218": the names of the functions, the innermost first. */
static void add_calls(struct line *line, const char *stack)
{
	for (int calls = 0; *stack && calls < MOST_CALLS; calls++) {
		while (*stack && *stack != ' ' && *stack != '\n')
			stack++;
		const char *name = *stack == ' ' ? ++stack : stack;
		while (*stack && *stack != '+' && *stack != '\n')
			stack++;
		add(line, " ");
		add_name(line, name, stack);
		while (*stack && *stack++ != '\n')
			;
	}
}

/* One thread: its number, its name, its state and its calls in the kernel. */
static void tell_thread(struct test *test, const char *tasks, const char *id)
{
	static char text[4096];
	struct line line = begin("state", test->token);
	size_t length = read_text(in_proc(tasks, id, "/stat"), text, sizeof text);
	const char *name = text, *end = text + length;
	while (*name && *name != '(')
		name++;
	while (end > name && *end != ')')
		end--;
	if (end == name)
		return;
	char state[2] = {end[1] ? end[2] : 0, 0};
	add(&line, " ");
	add(&line, id);
	add(&line, " ");
	add_name(&line, name + 1, end);
	add(&line, " ");
	add(&line, state);
	read_text(in_proc(tasks, id, "/stack"), text, sizeof text);
	add_calls(&line, text);
	marker(&line);
}

static void each_number(const char *path, char *entries, size_t size, void (*tell)(struct test *, const char *, const char *),
			struct test *test)
{
	i64 got, folder = sys(open, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (folder < 0)
		return;
	for (int told = 0; told < MOST_THREADS && (got = sys(getdents64, folder, entries, size)) > 0;)
		for (i64 i = 0; i < got && told < MOST_THREADS; i += ((struct entry *)(entries + i))->length) {
			const char *name = ((struct entry *)(entries + i))->name;
			if (*name < '0' || *name > '9')
				continue;
			tell(test, path, name);
			told++;
		}
	sys(close, folder);
}

static void tell_process(struct test *test, const char *path, const char *id)
{
	static char entries[4096] __attribute__((aligned(8)));
	static struct line tasks;
	/* The first process of the namespace is this program's. */
	if (own_namespace >= 0 && same(id, "1"))
		return;
	tasks.length = 0;
	add(&tasks, path);
	add(&tasks, id);
	add(&tasks, "/task/");
	tasks.text[tasks.length] = 0;
	each_number(tasks.text, entries, sizeof entries, tell_thread, test);
}

static void tell_state(struct test *test)
{
	static char entries[4096] __attribute__((aligned(8)));
	asked = 0;
	/* Its processes are in its own /proc. This process does not come back from there: the guest is about to be ended. */
	if (test_namespaces >= 0) {
		/* What the first process shares with the kernel's own threads cannot change its namespace. */
		sys(unshare, CLONE_FS);
		sys(setns, test_namespaces, CLONE_NEWNS);
	}
	each_number("/proc/", entries, sizeof entries, tell_process, test);
	struct line line = begin("state", test->token);
	marker(&line);
}

/* What the kernel has tainted itself with, added to a marker where the kernel tells. Nothing can take that back. */
static u64 add_taint(struct line *line)
{
	char text[24] = {0};
	if (sys(pread64, tainted_fd, text, sizeof text - 1, 0) <= 0)
		return 0;
	add(line, " ");
	add_number(line, number(text));
	return number(text);
}

/* Whether what tests left in memory, in files above all, takes more than a quarter of it. */
static int is_filled(void)
{
	struct sysinfo memory = {0};
	return sys(sysinfo, &memory) == 0 && memory.sharedram > memory.totalram / 4;
}

static void run(struct test *test)
{
	struct line line = begin("start", test->token);
	struct child child = {.test = test, .input = nothing, .first = -1};
	int status = 0, rebooted;
	u64 from, seconds, before, after;
	i64 first, pid, ended;
	static int had_namespace;

	/* One that the root file system has stays as it is. */
	if (sys(mkdir, test->folder, 0755) == 0)
		sys(chown, test->folder, test->uid, test->gid);
	/* So that it may open /dev/stdout and /dev/stderr anew, which are these. */
	sys(fchown, standard_output, test->uid, test->gid);
	sys(fchown, standard_error, test->uid, test->gid);
	if (*test->input)
		child.input = relay_input(test->input, test->rows > 0);
	first = open_namespace();
	/* A test can take the right to make one away; the next test must not run without. */
	if (first <= 0 && had_namespace)
		leave("tainted");
	had_namespace |= first > 0;
	if (first > 0)
		child.first = test_namespaces = (int)sys(pidfd_open, first, 0);
	before = add_taint(&line);
	marker(&line);
	from = now();
	pid = process(CLONE_VM | CLONE_VFORK, test_stack + sizeof test_stack, (void (*)(void *))become, &child);
	if (child.input != nothing)
		sys(close, child.input);
	/* A test that asked to be traced by its parent stops at times; nobody traces it, so it stays so until its time is up. */
	do {
		ended = sys(wait4, pid, &status, 0, 0);
		if (asked)
			tell_state(test);
	} while (ended == -4 || (ended > 0 && (status & 0xff) == 0x7f));
	seconds = now() - from;
	if (child.first >= 0)
		sys(close, child.first);
	test_namespaces = -1;
	rebooted = clear_away(first);
	/* The process that did so has ended with 0, and that is no success. */
	if (rebooted != SIGKILL)
		status = rebooted;
	close_streams(test);

	line = begin("end", test->token);
	if (pid < 0 || child.error < 0) {
		add(&line, " not-started ");
		add_number(&line, (u64)-(pid < 0 ? pid : child.error));
	} else if (status & 0x7f) {
		add(&line, " signal ");
		add_number(&line, (u64)(status & 0x7f));
	} else {
		add(&line, " exit ");
		add_number(&line, (u64)(status >> 8 & 0xff));
	}
	add(&line, " ");
	add_number(&line, seconds);
	after = add_taint(&line);
	marker(&line);
	/* A kernel that has warned once may keep quiet the next time: the tests after this one deserve a fresh guest. */
	if (plan < plan_end && ((after & ~before & TAINT_SPLAT) || is_changed() || is_filled()))
		leave("tainted");
}

static void leave(const char *why)
{
	struct line line = begin("bye", guest_token ? guest_token : "-");
	add(&line, " ");
	add(&line, why);
	marker(&line);
	sys(ioctl, standard_output, TCSBRK, 1);
	sys(ioctl, standard_error, TCSBRK, 1);
	sys(ioctl, control, TCSBRK, 1);
	sys(reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_HALT, 0);
	for (;;)
		sys0(pause);
}
