/*
 * cleanup PATH ...
 *
 * Removes folders when uml-run is gone, even killed: descriptor 3 is the lifeline, whose other end only uml-run holds. One
 * whose path ends with a slash may be others', too: it is removed if it is empty. Guests whose supervisors have been killed,
 * too, end then. Before that, it removes what runs have left that were killed together with their cleanup.
 *
 * Descriptors from 4 on are the folders that these are in, as uml-run has them open, too: locks there say that the run lives,
 * for as long as either of the two does.
 */
#include <sys/stat.h>

#include "../lib/remove-tree.h"
#include "../lib/syscall.h"
#include "../lib/text.h"
#include "left-folders.h"
#include "left-processes.h"

ENTRY_POINT

enum { LIFELINE = 3, MAX_TRIES = 500, MAX_IDLE = 20 };

static int is_there(const char *path)
{
	struct stat status;
	return sys(lstat, path, &status) == 0;
}

static int is_shared(const char *path)
{
	size_t length = length_of(path);
	return length > 1 && path[length - 1] == '/';
}

static void remove_own(const char *path)
{
	struct { reg seconds, nanoseconds; } moment = {0, 10000000};
	/* Until its supervisor has ended it, a guest may go on making files: five seconds at most. */
	for (int tries = 0, idle = 0; tries < MAX_TRIES && idle < MAX_IDLE && is_there(path); tries++) {
		if (tries)
			try_sys(nanosleep, &moment, 0);
		idle = remove_tree(path) ? 0 : idle + 1;
	}
}

/* What the host starts. `stack`: the count of its words, and these. */
void start(char **stack) __attribute__((noreturn, used));
void start(char **stack)
{
	char byte;
	try_sys(close_range, 0, LIFELINE - 1, 0);
	for (char **path = stack + 2; *path; path++)
		for (int folder = LIFELINE + 1; say_it_lives(folder, *path); folder++)
			;
	for (char **path = stack + 2; *path; path++)
		remove_left_beside(*path);
	while (sys(read, LIFELINE, &byte, 1) == -EINTR)
		;
	for (char **path = stack + 2; *path; path++)
		if (is_shared(*path))
			try_sys(rmdir, *path);
		else {
			remove_own(*path);
			end_processes_of(*path);
		}
	for (;;)
		try_sys(exit_group, 0);
}
