/* The supervisor's command line. */
#ifndef SUPERVISOR_OPTIONS_H
#define SUPERVISOR_OPTIONS_H

#include "../lib/types.h"

enum { MAX_PATHS = 4096 };

struct paths {
	size_t count;
	const char *path[MAX_PATHS];
};

/* What a program under the supervisor is: a guest's kernel, or a helper of its network, which may be told by a socket. */
enum role { KERNEL, HELPER, HELPER_WITH_API };

struct options {
	enum role role;
	/*
	 * What the guest may read; what it may write; in which folders it may write to the folders; and where it may remove files.
	 * Without `readable` it may use all that its user may.
	 */
	struct paths readable, writable, writable_inside, unlinkable;
	/* Of what it may read, what it may not: absolute paths without links. */
	struct paths hidden;
	/* The kernel's own folder, for the file that is its memory and for its sockets; or a null pointer. */
	const char *memory;
	/* Path, from `memory`, of the socket of the kernel's management console; or a null pointer. */
	const char *console;
	/* Path, as hostfs names it, of the folder whose modules are not there before they are wanted; or a null pointer. */
	const char *modules;
	/* Path of the socket of the guest's network; or a null pointer. */
	const char *link;
	/* Name of the guest's TAP device; or a null pointer. */
	const char *tap;
	/* The kernel's word for its interface if the driver opens the device (offer.h) and does not inherit it; or a null pointer. */
	const char *tap_link;
	/* Whether the driver opens the device: the host can answer its call. */
	int tap_has_header;
	/* Whether the driver may leave unread what has arrived (nudge.h). */
	int tap_reads_few;
	/* The host's IPv4 address on it, as a number, where this process makes it; or 0. */
	u64 tap_address;
	/* Whom the guest runs as, with the group of the same number; 0 for the user of this process. */
	u64 user;
	/* With this, a user that no other guest has: this number and that of the guest's first process. */
	u64 first_user;
	/* The most that each of its processes may have or write, and processes of its user; 0 for as many as this process may. */
	u64 descriptors, data_bytes, file_bytes, processes;
	/* For tests: the host seems to have no later version of Landlock; 0 for none. */
	u64 landlock_at_most;
	/* Whether the kernel runs its processes by seccomp. */
	int has_seccomp_userspace;
	/* Whether to say in the end which calls of the host were refused that no kernel makes in vain each time. */
	int tells_refusals;
	/* The guest's program and its arguments; and whether it is for another processor, so that its calls have other numbers. */
	char **program;
	int is_foreign;
};

/*
 * Whether calls of the guest that concern its sandbox wait for an answer of the supervisor (listener.h): then none does that
 * concerns its modules, for a process can have one listener.
 */
static inline int has_told_calls(const struct options *options)
{
	return options->tells_refusals || options->tap_has_header;
}

/* What uml-run writes on the lifeline once they are there. */
enum { MODULES_ARE_THERE = 'm' };

/* Reads the words after the program's name. Gives up on words that it does not understand. */
void read_options(char **words, struct options *options);

#endif
