/*
 * The namespaces of a test: of processes, in which this process does not exist, of mounts, of System V IPC and message
 * queues, of host names, and of the network if it is not root. The one process that is copied from this one, the namespaces' first, gets no copy of the
 * memory that the tokens are in (main.c).
 */
#ifndef INIT_NAMESPACES_H
#define INIT_NAMESPACES_H

#include "../lib/types.h"

struct namespaces {
	/* Their first process, by number and by descriptor; 0 and -1 where the kernel has no such namespaces. */
	int first, fd;
	/* Which they are besides that of processes, as flags of clone(2). */
	u64 own;
};

/* What this program is called when it is the first process of a test's namespaces. */
#define FIRST_PROCESS "first-process"

/* That process's part: it does nothing until it is ended. */
void wait_for_the_end(void) __attribute__((noreturn));

/* Keeps this program for it; where its file is in sight. */
void keep_program(void);

/*
 * Whether a test has changed more of it than its bytes, which it cannot: its mode, flags or attributes, by way of /proc/1/exe. It may be that
 * nobody can execute it any more. Only root can.
 */
MUST_USE int is_program_changed(void);

/* Before the first test, and where /proc is still in sight. */
void prepare_namespaces(void);

/*
 * Opens namespaces for a test, one of the network among them if it is to have its own. Those that the kernel does not have, or no more, are none (first is 0): a test can take
 * the right to make them away. Returns 0; or a negative errno when they cannot be made at the moment.
 */
MUST_USE reg open_namespaces(struct namespaces *namespaces, int has_network);

/* Whether the kernel has any of processes, so that no test is in this process's mounts. */
MUST_USE int has_namespaces(void);

/* In the test's process: it enters those that it is not in yet. Returns 0 or a negative errno. */
MUST_USE reg enter_namespaces(const struct namespaces *namespaces);

/* From here on, new processes of this one are in its own namespace, where no test sees them. Returns 0 or a negative errno. */
MUST_USE reg leave_test_namespace(void);

/*
 * Calls a function in a process that sees the test's mounts, its /proc above all; this process itself never does. From here
 * on, new processes are not in the test's namespaces.
 */
void run_in_mounts(const struct namespaces *namespaces, void (*body)(const void *argument), const void *argument);

/* Whether this is the namespaces' first process, by its number there. */
MUST_USE int is_first_process(const char *id);

/*
 * Ends and reaps whatever the test left behind, so that the next one starts alone: with the first process, the
 * kernel ends all others, and then nothing is left beside this process but what the kernel started by itself.
 * Returns 0; or the signal that says that a test has called reboot(2) in them: SIGHUP to restart, SIGINT to halt.
 */
MUST_USE int close_namespaces(struct namespaces *namespaces);

#endif
