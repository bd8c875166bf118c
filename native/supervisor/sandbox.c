#include "sandbox.h"

#include <sys/prctl.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"
#include "calls.h"
#include "consoles.h"
#include "helper.h"
#include "landlock.h"
#include "user.h"

void enter_sandbox(const struct options *options)
{
	must(sys(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "give up", "new privileges");
	if (options->readable.count)
		apply_landlock(options);
	if (options->user)
		become_user(options);
	if (options->role != KERNEL) {
		allow_helper_calls(options);
		return;
	}
	if (!options->readable.count || options->is_foreign) {
		keep_consoles_blocking();
		return;
	}
	allow_calls(options);
}
