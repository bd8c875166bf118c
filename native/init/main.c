/*
 * Process 1 of a guest. It reads the boot plan, lays out the root file system, runs the tests one after another and
 * tells the host about each on the control console. It decides nothing: the host is in charge, and ends the guest when
 * a test takes too long.
 *
 * To keep the tokens of its markers secret, even from a test that is root, each test runs in a process namespace of its
 * own, in which this process does not exist; and the one process that is copied from this one, the namespace's first,
 * gets no copy of the memory that the tokens are in: the plan and this process's stack.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "../lib/io.h"
#include "../lib/memory.h"
#include "kernel-log.h"
#include "leave.h"
#include "markers.h"
#include "namespaces.h"
#include "network.h"
#include "protect.h"
#include "root.h"
#include "rootfs.h"
#include "settings.h"
#include "sockets.h"
#include "streams.h"
#include "test.h"
#include "threads.h"
#include "watch.h"

ENTRY_POINT

enum { STACK_SIZE = 65536 };

static MUST_USE reg read_plan(struct plan *plan);
static void serve(struct plan *plan) __attribute__((noreturn, used));
static void say_hello(void);
static int are_settings_shared(struct plan tests);
static void run_tests(struct plan *plan);

/* What the kernel starts. */
void start(void) __attribute__((noreturn, used));
void start(void)
{
	static struct plan plan;
	if (read_plan(&plan) < 0)
		plan = (struct plan){0};
	/* The tokens pass over the stack too: this one is not copied either, where the kernel has madvise(2). */
	char *stack = map_memory(STACK_SIZE);
	if (!stack)
		leave("no memory");
	try_sys(madvise, stack, STACK_SIZE, MADV_DONTFORK);
	CONTINUE_ON(stack + STACK_SIZE, serve, &plan);
	__builtin_unreachable();
}

static void serve(struct plan *plan)
{
	protect_memory();
	accept_questions();
	try_sys(umask, 022);
	if (switch_root() < 0)
		leave("no root");
	open_control();
	open_streams();
	open_kernel_log();
	if (!plan->at)
		leave("no plan");
	set_guest_token(plan_word(plan));
	say_hello();
	raise_loopback();
	lay_out_root(plan);
	open_kernel_settings();
	open_mount_table();
	limit_helpers();
	open_socket_table();
	if (are_settings_shared(*plan))
		open_settings();
	watch_questions();
	prepare_namespaces();
	watch_mounts();
	/* What the kernel said until here belongs to the boot, and to no test. */
	mark_kernel_log(guest_token());
	leave_root();
	if (are_settings_shared(*plan))
		learn_settings();
	learn_sockets();
	learn_mounts();
	run_tests(plan);
	leave("done");
}

/* Whether a test comes after another that could set them. All have one user. */
static int are_settings_shared(struct plan tests)
{
	struct test first;
	return plan_test(&tests, &first) == 0 && plan_has_more(&tests) && first.uid == 0;
}

static void run_tests(struct plan *plan)
{
	while (plan_has_more(plan)) {
		struct test test;
		reg error = plan_test(plan, &test);
		if (error < 0)
			leave_with_problem("read", "a test of the boot plan", error);
		run_test(&test, !plan_has_more(plan));
	}
}

static void say_hello(void)
{
	struct utsname name = {0};
	TEXT(marker, MARKER_SIZE);
	try_sys(uname, &name);
	marker_begin(&marker, "hello", guest_token());
	marker_word(&marker, name.release);
	marker_send(&marker);
}

/* Reads the plan, and removes it: it holds the tokens. Returns 0 or a negative errno. */
static reg read_plan(struct plan *plan)
{
	struct stat status;
	reg error, fd = sys(open, "/plan", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fd;
	if ((error = sys(fstat, fd, &status)) < 0)
		return error;
	size_t size = (size_t)status.st_size;
	/* One more, for a NUL. */
	char *bytes = map_memory(size + 1);
	if (!bytes)
		return -ENOMEM;
	try_sys(madvise, bytes, size + 1, MADV_DONTFORK);
	if ((error = read_all((int)fd, bytes, size)) < 0 || (error = sys(unlink, "/plan")) < 0)
		return error;
	try_sys(close, fd);
	*plan = (struct plan){.at = bytes, .end = bytes + size};
	return 0;
}
