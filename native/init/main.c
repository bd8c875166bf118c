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
#include "ahead.h"
#include "changes.h"
#include "kernel-log.h"
#include "keys.h"
#include "leave.h"
#include "markers.h"
#include "modprobe.h"
#include "namespaces.h"
#include "network.h"
#include "plan-file.h"
#include "priority.h"
#include "protect.h"
#include "root.h"
#include "rootfs.h"
#include "shared-pages.h"
#include "streams.h"
#include "test.h"
#include "threads.h"
#include "watch.h"
#include "work.h"

ENTRY_POINT

enum { STACK_SIZE = 65536 };

static void serve(struct plan *plan) __attribute__((noreturn, used));
static void close_on_execution(void);
static void say_hello(void);
static void run_tests(struct plan *tests, struct work *work);

/* What the kernel starts. `stack`: the count of its words, then these. */
void start(char **stack) __attribute__((noreturn, used));
void start(char **stack)
{
	static struct plan plan;
	if (is_equal(stack[1], FIRST_PROCESS))
		wait_for_the_end();
	if (is_equal(stack[1], MODPROBE))
		answer_kernel(stack);
	/* The tokens pass over the stack too: this one is not copied either, where the kernel has madvise(2). */
	char *own_stack = map_memory(STACK_SIZE);
	if (!own_stack)
		leave("no memory");
	try_sys(madvise, own_stack, STACK_SIZE, MADV_DONTFORK);
	CONTINUE_ON(own_stack + STACK_SIZE, serve, &plan);
	__builtin_unreachable();
}

static void serve(struct plan *plan)
{
	close_on_execution();
	protect_memory();
	accept_questions();
	try_sys(umask, 022);
	keep_program();
	keep_modprobe();
	keep_plan_folder();
	if (switch_root() < 0)
		leave("no root");
	show_modprobe();
	open_control();
	open_consoles();
	open_kernel_log();
	if (take_boot_plan(plan) < 0)
		leave("no plan");
	set_guest_token(plan_word(plan));
	say_hello();
	raise_loopback();
	lay_out_root(plan);
	open_devices();
	struct work work;
	plan_work(plan, &work);
	const int is_shared = has_several_tests(&work, *plan);
	open_kernel_settings();
	open_mount_table();
	limit_helpers();
	open_keys();
	open_page_map();
	if (is_shared)
		open_changes(work.uid);
	prepare_namespaces();
	/* What the kernel said until here belongs to the boot, and to no test. */
	mark_kernel_log(guest_token());
	come_first();
	leave_root();
	if (is_shared)
		learn_changes(work.uid);
	run_tests(plan, &work);
	leave("done");
}

/* The kernel gives this process a console as its first three descriptors, which is nobody else's. */
static void close_on_execution(void)
{
	for (int fd = 0; fd < 3; fd++)
		try_sys(fcntl, fd, F_SETFD, FD_CLOEXEC);
}

static void run_tests(struct plan *tests, struct work *work)
{
	int had_input = 0;
	for (;;) {
		while (plan_has_more(tests)) {
			struct test test;
			reg error = plan_test(tests, &test);
			if (error < 0)
				leave_with_problem("read", "a test of the boot plan", error);
			had_input |= has_input(&test);
			run_test(&test, !plan_has_more(tests) && !is_more_to_come(work));
		}
		if (!is_more_to_come(work))
			return;
		if (work->is_ahead)
			make_ahead(work);
		wait_for_work(work, tests, had_input);
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
