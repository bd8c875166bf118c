/*
 * Process 1 of a guest. It reads the boot plan, lays out the root file system, runs the tests one after another and tells
 * the host about each on the control console. It decides nothing: the host is in charge, and ends the guest when a
 * test takes too long.
 *
 * Markers (docs/architecture.md has the whole protocol) are lines on the control console. Each carries a token that only
 * this process and the host know: one for the guest and a new one for each test.
 */
#include "sys.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <net/if.h>
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
	char **arguments, **environment;
};

static char *plan, *plan_end;
static char *guest_token;
static int control, standard_output, standard_error, kernel_log, nothing;
static int tainted_fd;

static void lay_out(void);
static void run(struct test *test);
static struct test next_test(void);
static void mark_log(const char *token);
static int relay_input(const char *path);
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
	char *bytes = (char *)sys6(__NR_mmap, 0, (i64)size + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
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
	struct timespec time;
	sys(clock_gettime, CLOCK_MONOTONIC, &time);
	return (u64)time.tv_sec * 1000000000 + (u64)time.tv_nsec;
}

/* ---- start ---- */

/* Raw: every byte arrives as it was written. Set again for each test, for the one before may have changed it. */
static void raw(int fd)
{
	struct termios mode = {.c_cflag = CS8 | CREAD | CLOCAL | B38400};
	mode.c_cc[VMIN] = 1;
	sys(ioctl, fd, TCSETS, &mode);
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

void start(void)
{
	struct rlimit no_core = {0, ~0UL};
	char *bytes = read_plan();
	/* Without this, a test of the same user could read the tokens in this process's memory. */
	sys(prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
	sys(umask, 022);
	sys(setrlimit, RLIMIT_CORE, &no_core);
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

/* ---- tests ---- */

static char **words(void)
{
	size_t count = number(word());
	char **list = (char **)sys6(__NR_mmap, 0, (i64)((count + 1) * sizeof *list), PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
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
	test.path = word();
	test.arguments = words();
	test.environment = words();
	return test;
}

/* Runs in the child, which shares this process's memory until it executes the program. */
static int become(struct test *test, volatile i64 *error, int input)
{
	sys0(setsid);
	sys(dup2, input, 0);
	sys(dup2, standard_output, 1);
	sys(dup2, standard_error, 2);
	if (test->gid && ((*error = sys(setgroups, 0, 0)) < 0 || (*error = sys(setgid, test->gid)) < 0))
		return 1;
	if (test->uid && (*error = sys(setuid, test->uid)) < 0)
		return 1;
	if ((*error = sys(chdir, test->folder)) < 0)
		return 1;
	*error = sys(execve, test->path, test->arguments, test->environment);
	return 1;
}

/* Like vfork: one process less to copy, and the error of a failed start is simply there. */
static i64 spawn(struct test *test, int input, volatile i64 *error)
{
	static char stack[16384] __attribute__((aligned(16)));
	i64 child;
	register i64 r10 __asm__("r10") = 0;
	register i64 r8 __asm__("r8") = 0;
	__asm__ volatile("syscall\n"
			 "	test %%rax, %%rax\n"
			 "	jnz 1f\n"
			 "	mov %[test], %%rdi\n"
			 "	mov %[error], %%rsi\n"
			 "	mov %[input], %%edx\n"
			 "	call *%[become]\n"
			 "	mov $127, %%edi\n"
			 "	mov %[exit], %%eax\n"
			 "	syscall\n"
			 "1:\n"
			 : "=a"(child)
			 : "a"(__NR_clone), "D"(CLONE_VM | CLONE_VFORK | SIGCHLD), "S"(stack + sizeof stack), "d"(0),
			   "r"(r10), "r"(r8), [test] "r"(test), [error] "r"(error), [input] "r"(input), [become] "r"(become),
			   [exit] "i"(__NR_exit_group)
			 : "rcx", "r11", "memory");
	return child;
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
static int relay_input(const char *path)
{
	int ends[2];
	int from = console(path);
	if (from < 0 || sys(pipe2, ends, O_CLOEXEC) < 0)
		return nothing;
	if (sys6(__NR_clone, SIGCHLD, 0, 0, 0, 0, 0) == 0) {
		unsigned left;
		sys(close, ends[0]);
		while (read_all(from, &left, sizeof left) && left)
			while (left) {
				static char bytes[4096];
				i64 got = sys(read, from, bytes, left < sizeof bytes ? left : sizeof bytes);
				if (got <= 0)
					sys(exit_group, 0);
				write_all(ends[1], bytes, (size_t)got);
				left -= (unsigned)got;
			}
		sys(exit_group, 0);
	}
	sys(close, ends[1]);
	sys(close, from);
	return ends[0];
}

/* Ends and reaps whatever the test left behind, so that the next one starts alone. */
static void clear_away(void)
{
	i64 pid;
	sys(kill, -1, SIGKILL);
	do
		pid = sys(wait4, -1, 0, 0, 0);
	while (pid > 0 || pid == -4);
}

/* A line in the kernel's log, in its place among the kernel's own. */
static void mark_log(const char *token)
{
	struct line line = {0};
	/* The console shows level info and above, whatever a test may have done to it. */
	sys(syslog, 8, 0, 7);
	add(&line, "<3>uml-run: end of ");
	add(&line, token);
	add(&line, "\n");
	write_all(kernel_log, line.text, line.length);
}

/* The token where this test's bytes end: on its two streams, and in the kernel's log. */
static void close_streams(struct test *test)
{
	size_t length = length_of(test->token);
	raw(standard_output);
	raw(standard_error);
	write_all(standard_output, test->token, length);
	write_all(standard_error, test->token, length);
	mark_log(test->token);
}

static int has_splat(void)
{
	char text[24] = {0};
	return sys(pread64, tainted_fd, text, sizeof text - 1, 0) > 0 && (number(text) & TAINT_SPLAT);
}

static void run(struct test *test)
{
	struct line line = begin("start", test->token);
	volatile i64 error = 0;
	int status = 0;
	u64 from, seconds;
	i64 pid, ended;
	int input = nothing;

	folder(test->folder);
	sys(chown, test->folder, test->uid, test->gid);
	if (*test->input)
		input = relay_input(test->input);
	marker(&line);
	from = now();
	pid = spawn(test, input, &error);
	if (input != nothing)
		sys(close, input);
	do
		ended = sys(wait4, -1, &status, 0, 0);
	while (ended != pid && (ended > 0 || ended == -4));
	seconds = now() - from;
	clear_away();
	close_streams(test);

	line = begin("end", test->token);
	if (pid < 0 || error < 0) {
		add(&line, " not-started ");
		add_number(&line, (u64)-(pid < 0 ? pid : error));
	} else if (status & 0x7f) {
		add(&line, " signal ");
		add_number(&line, (u64)(status & 0x7f));
	} else {
		add(&line, " exit ");
		add_number(&line, (u64)(status >> 8 & 0xff));
	}
	add(&line, " ");
	add_number(&line, seconds);
	marker(&line);
	/* A kernel that has warned once may keep quiet the next time: the tests after this one deserve a fresh guest. */
	if (plan < plan_end && has_splat())
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
