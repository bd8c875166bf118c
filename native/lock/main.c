/*
 * lock [--try]
 *
 * Locks the file that is open as descriptor 3, as flock(2) does: waits for whoever has it, or only tries. The lock is
 * the open file's, which uml-run has open, too: it outlives this program, and ends when uml-run closes the file or is
 * gone.
 *
 * Ends with 0 once the file is locked, else with the number of the error: EWOULDBLOCK when somebody else has it.
 */
#include <sys/file.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"

ENTRY_POINT

enum { LOCKED_FILE = 3 };

/* What the host starts. `stack`: the count of its words, and these. */
void start(char **stack) __attribute__((noreturn, used));
void start(char **stack)
{
	int is_trial = stack[2] != 0;
	stop(-(int)sys(flock, LOCKED_FILE, LOCK_EX | (is_trial ? LOCK_NB : 0)));
}
