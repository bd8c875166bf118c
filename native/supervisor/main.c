/*
 * supervisor [--read PATH] [--write PATH] [--write-in PATH] [--unlink-in PATH] [--memory PATH [--console SOCKET]]
 *            [--userspace seccomp] [--user UID | --users-from UID] [--descriptors N] [--data-bytes N] [--file-bytes N]
 *            [--processes N] [--landlock-at-most VERSION] [--refusals tell] [--connect SOCKET]
 *            [--role helper|helper-with-api] [--tap NAME [--tap-address N] [--tap-link WORD] [--tap-reads few]]
 *            [--modules PATH] -- PROGRAM [ARGUMENT ...]
 * supervisor --landlock | --seccomp
 *
 * Stands between uml-run and one guest. It starts the kernel in a sandbox, and sees to it that no process of the guest
 * outlives the guest, nor the guest uml-run, however either ends.
 *
 * The second form ends with the version of Landlock that the host has, or with 1 where it applies seccomp filters; 0 for
 * none.
 *
 * Descriptor 3 is the lifeline, whose other end only uml-run holds. A '?' on it means "ask init what its test
 * does", an 'm' "the modules are there", for which a line on it has asked, any other byte "end the guest"; its end means that
 * uml-run is gone. All other descriptors belong to the guest.
 */
#include <fcntl.h>
#include <linux/personality.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"
#include "../lib/text.h"
#include "descriptors.h"
#include "filter.h"
#include "landlock.h"
#include "limits.h"
#include "link.h"
#include "listener.h"
#include "mconsole.h"
#include "modules.h"
#include "nudge.h"
#include "offer.h"
#include "options.h"
#include "processor.h"
#include "refusals.h"
#include "sandbox.h"
#include "tap.h"
#include "user.h"

ENTRY_POINT

enum { KILLED = 128 + SIGKILL };

/* Descriptors of this process, once the guest has been started. */
enum { LIFELINE = 3, CHILDREN, MEMORY, PROCESSOR, LISTENER, LOG, TAP };

static const u64 no_signals = 0, child_signal = 1UL << (SIGCHLD - 1);

static int is_foreign(int program);
static void start_guest(struct options *options, int program, int tap, char **environment) __attribute__((noreturn));
static int open_folder(const char *path);
static int listens(const struct options *options);
static reg make_process(const struct options *options);
static void supervise(reg guest, const struct console *console, const struct options *options, int tap)
	__attribute__((noreturn));

/* What the host starts. `stack`: the count of its words, these, and its environment. */
void start(char **stack) __attribute__((noreturn, used));
void start(char **stack)
{
	static struct options options;
	reg count = *(reg *)stack;
	char **words = stack + 1, **environment = words + count + 1;
	program_name = "uml-run supervisor";
	if (count == 2 && is_equal(words[1], "--landlock")) {
		reg version = landlock_version();
		stop(version > 0 ? (int)version : 0);
	}
	if (count == 2 && is_equal(words[1], "--seccomp"))
		stop(has_filters());
	read_options(words + 1, &options);
	/* Before there is a guest, which could put something else in its place. */
	struct console console = {.folder = open_folder(options.memory), .path = options.console};
	/* Nothing but what is open is executed later. */
	int program = (int)must(sys(open, *options.program, O_RDONLY | O_CLOEXEC), "start", *options.program);
	options.is_foreign = is_foreign(program);
	int tap = options.tap ? open_tap(&options) : -1;
	must(sys(prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "reap", "the guest's processes");
	must(sys(rt_sigprocmask, SIG_BLOCK, &child_signal, 0, sizeof child_signal), "wait for", "the guest");
	int children = (int)must(sys(signalfd4, -1, &child_signal, sizeof child_signal, O_CLOEXEC), "wait for", "the guest");
	/* A helper works while its guest does. */
	int processor = options.role == KERNEL ? take_processor() : -1;
	try_sys(fcntl, LIFELINE, F_SETFD, FD_CLOEXEC);
	reg guest = must(make_process(&options), "make a process for", *options.program);
	if (guest == 0)
		start_guest(&options, program, tap, environment);
	u64 user = user_of(&options, guest);
	console.owner = user ? user : (u64)sys(geteuid);
	/* Both do it, for either may come first; the later one fails once the kernel is executed. */
	try_sys(setpgid, guest, guest);
	int listener = listens(&options) ? TOLD_CALLS : -1, log = options.tells_refusals ? 2 : -1;
	if (!options.tap_has_header && !options.tap_reads_few)
		tap = -1;
	/* The guest's streams must end with the guest, but for its log where there is something to add in the end. */
	keep_only(LIFELINE, (int[]){children, console.folder, processor, listener, log, tap}, 6);
	if (console.folder >= 0)
		console.folder = MEMORY;
	supervise(guest, &console, &options, tap < 0 ? -1 : TAP);
}

/* Whether a program is for 32 bits, by its class (ELF): its calls have other numbers. */
static int is_foreign(int program)
{
	enum { CLASS = 4, CLASS_32 = 1 };
	char start[CLASS + 1] = {0};
	return sys(pread64, program, start, sizeof start, 0) == sizeof start && start[CLASS] == CLASS_32;
}

/* -1 where there is no path. */
static int open_folder(const char *path)
{
	return path ? (int)must(sys(open, path, O_PATH | O_DIRECTORY | O_CLOEXEC), "open", path) : -1;
}

/* Whether the guest's process has a filter that this one listens to. */
static int listens(const struct options *options)
{
	return has_told_calls(options) || options->modules;
}

/* With such a filter: they have the same descriptors until the guest's process executes the kernel, which is awaited. */
static reg make_process(const struct options *options)
{
	return sys(clone, listens(options) ? SIGCHLD | CLONE_FILES | CLONE_VFORK : SIGCHLD);
}

/* ---- the guest's side ---- */

/*
 * Where the kernel's memory lies: since 6.13 a kernel starts itself again to have it fixed, unless it is. Docker's own
 * filter forbids that to both. Then the file that is its memory also has the room, never written to, that the host leaves
 * between a program and its heap.
 */
static void fix_addresses(struct options *options)
{
	enum { LARGEST_GAP = 1 << 30 };
	if (sys(personality, ADDR_NO_RANDOMIZE) < 0 && options->file_bytes)
		options->file_bytes += LARGEST_GAP;
}

static void start_guest(struct options *options, int program, int tap, char **environment)
{
	try_sys(setpgid, 0, 0);
	must(sys(prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "end with", "this process");
	must(sys(rt_sigprocmask, SIG_SETMASK, &no_signals, 0, sizeof no_signals), "receive", "signals");
	if (options->role == KERNEL)
		fix_addresses(options);
	apply_limits(options);
	stay_on_processor();
	options->user = user_of(options, sys(getpid));
	if (options->link)
		connect_link(options->link, LIFELINE);
	if (options->tap && !options->tap_has_header)
		inherit_tap(options, tap);
	enter_sandbox(options);
	/* Last, for the supervisor answers no call yet. */
	if (options->modules)
		watch_for_modules(options->modules, LIFELINE);
	give_up("start", *options->program,
		sys(execveat, program, "", options->program, environment, AT_EMPTY_PATH));
}

/* ---- the supervisor's side ---- */

/*
 * The code that the guest ended with, as a shell reports it: 128 and the signal's number when a signal ended it. No code
 * of its own is as large, for root in the guest chooses that (/proc/exitcode).
 */
static int exit_code(int status)
{
	int code = WEXITSTATUS(status);
	if (WTERMSIG(status))
		return 128 + WTERMSIG(status);
	return code < 128 ? code : 127;
}

/* Ends every process of the guest and waits, for about two seconds at most, until none is left. */
static void end_guest(reg guest)
{
	/* Most have ended within the first pause. */
	enum { SHORTEST = 50000, LONGEST = 2000000 };
	struct { reg seconds, nanoseconds; } pause = {0, SHORTEST};
	/* When there is no group any more, what is left of it has ended. */
	try_sys(kill, -guest, SIGKILL);
	for (int i = 0; i < 1000; i++) {
		reg pid = sys(wait4, -1, 0, WNOHANG, 0);
		if (pid == -ECHILD)
			return;
		if (pid == 0) {
			try_sys(kill, -guest, SIGKILL);
			try_sys(nanosleep, &pause, 0);
			if (pause.nanoseconds < LONGEST)
				pause.nanoseconds *= 2;
		}
	}
}

static void finish(int code)
{
	tell_refusals(LOG);
	release_tap(TAP);
	stop(code);
}

/* Reaps what has ended. When the guest is among it, ends the rest and this process with the guest's code. */
static void reap(reg guest)
{
	char request[128];
	int status;
	reg pid;
	/* Only so that it does not report this again. */
	try_sys(read, CHILDREN, request, sizeof request);
	while ((pid = sys(wait4, -1, &status, WNOHANG, 0)) > 0)
		if (pid == guest) {
			end_guest(guest);
			finish(exit_code(status));
		}
}

/* Answers a call. Returns the descriptor on which the next one is told of; -1 as long as none is to be. */
static int hear_call(const struct options *options, int tap)
{
	if (has_told_calls(options))
		answer_call(LISTENER, tap);
	else if (!let_pass(LISTENER, options->modules, LIFELINE))
		return -1;
	return LISTENER;
}

static void supervise(reg guest, const struct console *console, const struct options *options, int tap)
{
	struct pollfd wait[4] = {
		{.fd = LIFELINE, .events = POLLIN},
		{.fd = CHILDREN, .events = POLLIN},
		{.fd = listens(options) ? LISTENER : -1, .events = POLLIN},
	};
	struct nudge nudge;
	nudge_begin(&nudge, options->tap_reads_few ? tap : -1, options->tap);
	for (;;) {
		char byte = 0;
		wait[3] = nudge_event(&nudge);
		reg count = sys(poll, wait, 4, nudge_pause(&nudge));
		/* Interrupted. */
		if (count < 0)
			continue;
		nudge_go_on(&nudge, wait[3].revents != 0, count == 0);
		if (wait[2].revents & POLLIN)
			wait[2].fd = hear_call(options, tap);
		else if (wait[2].revents)
			wait[2].fd = -1;
		if (wait[1].revents)
			reap(guest);
		if (!wait[0].revents)
			continue;
		may_fail(sys(read, LIFELINE, &byte, 1));
		if (byte == '?') {
			send_ctrl_alt_del(console);
			continue;
		}
		if (byte == MODULES_ARE_THERE) {
			take_modules(LISTENER);
			wait[2].fd = LISTENER;
			continue;
		}
		end_guest(guest);
		finish(KILLED);
	}
}
