#include "parent.h"

#include <signal.h>
#include <sys/prctl.h>

#include "../lib/syscall.h"
#include "../lib/text.h"
#include "environment.h"

void end_with_parent(void)
{
	/* The number of the Node.js that has tried; its own, where it has become this program. */
	const char *value = variable("UML_RUN_WARM_TRIED");
	if (value && (u64)sys(getppid) == parse_number(value))
		try_sys(prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}
