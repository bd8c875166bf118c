#include "test.h"

#include <linux/sched.h>
#include <sys/wait.h>
#include <time.h>

#include "../lib/syscall.h"
#include "ahead.h"
#include "artifacts.h"
#include "bring-back.h"
#include "changes.h"
#include "fresh.h"
#include "kernel-log.h"
#include "keys.h"
#include "leave.h"
#include "link.h"
#include "markers.h"
#include "much-output.h"
#include "namespaces.h"
#include "orders.h"
#include "priority.h"
#include "project.h"
#include "protect.h"
#include "rights.h"
#include "streams.h"
#include "threads.h"
#include "watch.h"

/* How a test ended. */
struct outcome {
	/* 0, or why it could not be started: a negative errno. */
	reg error;
	/* As wait(2) has it. */
	int status;
	u64 nanoseconds;
};

static u64 report_start(const struct test *test);
static void report_full(const struct test *test);
static u64 report_end(const struct test *test, const struct outcome *outcome);
static void execute(const struct test *test, const struct namespaces *namespaces, struct streams *streams,
		    struct outcome *outcome);

void run_test(const struct test *test, int is_last)
{
	struct namespaces namespaces;
	struct streams streams;
	struct outcome outcome = {0};
	outcome.error = make_ground(test, &namespaces);
	forget_questions();
	expect_orders();
	reg error = open_streams(test, &streams);
	if (error < 0)
		leave_with_problem("make", "pipes", error);
	u64 taint_before = report_start(test);
	if (outcome.error == 0)
		execute(test, &namespaces, &streams, &outcome);
	else
		close_reading_end(&streams);
	end_readers();
	int signal = close_namespaces(&namespaces);
	/* A test that has called reboot(2) has ended with 0, and that is not a success. */
	if (signal)
		outcome.status = signal;
	let_kernel_work();
	write_artifacts();
	close_streams(test, &streams);
	mark_kernel_log(test->token);
	bring_back_changes();
	restore_control();
	if (is_project_full())
		report_full(test);
	u64 taint_after = report_end(test, &outcome);
	if (is_last)
		return;
	forget_project();
	blame_tests();
	/* A kernel that has warned once may keep quiet the next time: the tests after this one deserve a fresh guest. */
	if (is_splat_taint(taint_before, taint_after))
		leave("tainted");
	const char *change = find_change(test->uid);
	if (!change) {
		take_fresh_away();
		change = find_late_change(test->uid);
	}
	if (change)
		leave_changed(change);
}

/* Adds the kernel's taint to a marker, if the kernel reports it. */
static u64 add_taint(struct text *marker)
{
	u64 taint = 0;
	if (read_taint(&taint))
		marker_number(marker, taint);
	return taint;
}

/* Returns the kernel's taint before the test. */
static u64 report_start(const struct test *test)
{
	TEXT(marker, MARKER_SIZE);
	marker_begin(&marker, "start", test->token);
	u64 taint = add_taint(&marker);
	marker_send(&marker);
	return taint;
}

/* What it wrote to its folder has used up the memory for that. */
static void report_full(const struct test *test)
{
	TEXT(marker, MARKER_SIZE);
	marker_begin(&marker, "full", test->token);
	marker_send(&marker);
}

/* Returns the kernel's taint after the test. */
static u64 report_end(const struct test *test, const struct outcome *outcome)
{
	TEXT(marker, MARKER_SIZE);
	marker_begin(&marker, "end", test->token);
	if (outcome->error < 0) {
		marker_word(&marker, "not-started");
		marker_number(&marker, (u64)-outcome->error);
	} else if (WTERMSIG(outcome->status)) {
		marker_word(&marker, "signal");
		marker_number(&marker, (u64)WTERMSIG(outcome->status));
	} else {
		marker_word(&marker, "exit");
		marker_number(&marker, (u64)WEXITSTATUS(outcome->status));
	}
	marker_number(&marker, outcome->nanoseconds);
	u64 taint = add_taint(&marker);
	marker_send(&marker);
	return taint;
}

/* ---- the test's process ---- */

struct child {
	const struct test *test;
	const struct namespaces *namespaces;
	const struct streams *streams;
	/* Set by the child, which shares this process's memory until it executes the program. */
	volatile reg error;
};

/* The stack of another process; nothing that this process keeps to itself is ever on it. */
static char child_stack[16384] __attribute__((aligned(16)));

/* Returns only with an error. */
static MUST_USE reg become_test(const struct child *child)
{
	const struct test *test = child->test;
	reg error;
	try_sys(setsid);
	if ((error = become_root()) < 0)
		return error;
	if ((error = enter_namespaces(child->namespaces)) < 0)
		return error;
	attach_streams(test, child->streams);
	if ((error = drop_rights()) < 0)
		return error;
	if (test->gid && ((error = sys(setgroups, 0, 0)) < 0 || (error = sys(setgid, test->gid)) < 0))
		return error;
	if (test->uid && (error = sys(setuid, test->uid)) < 0)
		return error;
	if ((error = renew_keyrings(test->uid)) < 0 || (error = sys(chdir, test->folder)) < 0)
		return error;
	return sys(execve, test->path, test->arguments, test->environment);
}

static void run_child(void *argument)
{
	struct child *child = argument;
	child->error = become_test(child);
}

static u64 monotonic_nanoseconds(void)
{
	struct { u64 seconds, nanoseconds; } time = {0};
	try_sys(clock_gettime, CLOCK_MONOTONIC, &time);
	return time.seconds * 1000000000 + time.nanoseconds;
}

/*
 * Waits until the test has ended, and hands on what it writes; if the host asks meanwhile, reports what its threads do.
 * Returns 0 or a negative errno.
 */
static MUST_USE reg wait_for(reg pid, const struct child *child, int *status)
{
	int process = (int)sys(pidfd_open, pid, 0);
	reg ended;
	do {
		relay_output(child->streams, process);
		pass_order(pid);
		ended = sys(wait4, pid, status, WNOHANG, 0);
		/* An answer says that it runs. */
		if (ended == 0 && is_asked_for_threads())
			report_threads(child->test, child->namespaces);
		/* A test that asked to be traced by its parent stops at times; nobody traces it, so it stays so until its time is up. */
	} while (ended == 0 || ended == -EINTR || (ended > 0 && WIFSTOPPED(*status)));
	if (process >= 0)
		try_sys(close, process);
	return ended < 0 ? ended : 0;
}

static void execute(const struct test *test, const struct namespaces *namespaces, struct streams *streams,
		    struct outcome *outcome)
{
	struct child child = {.test = test, .namespaces = namespaces, .streams = streams};
	u64 start = monotonic_nanoseconds();
	reg pid = new_process(CLONE_VM | CLONE_VFORK, child_stack + sizeof child_stack, run_child, &child);
	close_reading_end(streams);
	outcome->error = pid < 0 ? pid : wait_for(pid, &child, &outcome->status);
	if (outcome->error == 0)
		outcome->error = child.error;
	outcome->nanoseconds = monotonic_nanoseconds() - start;
}
