#include "user.h"

#include <linux/capability.h>
#include <linux/securebits.h>
#include <signal.h>
#include <sys/prctl.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"

u64 user_of(const struct options *options, reg guest)
{
	return options->first_user ? options->first_user + (u64)guest : options->user;
}

/* From root: what it can do as another user is in folders that are its own. */
static void hand_over(const char *folder, u64 user)
{
	must(sys(lchown, folder, user, user), "hand over", folder);
}

void become_user(const struct options *options)
{
	u64 user = options->user;
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct right = {1 << CAP_DAC_READ_SEARCH, 1 << CAP_DAC_READ_SEARCH, 1 << CAP_DAC_READ_SEARCH};
	struct __user_cap_data_struct rights[2] = {right, {0}};
	if (options->memory)
		hand_over(options->memory, user);
	for (size_t i = 0; i < options->unlinkable.count; i++)
		hand_over(options->unlinkable.path[i], user);
	/* So that the right outlives the change of the user, and counts for access(2), by which hostfs asks. */
	must(sys(prctl, PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0), "keep", "the right to read");
	must(sys(setgroups, 0, 0), "become", "another group");
	must(sys(setresgid, user, user, user), "become", "another group");
	must(sys(setresuid, user, user, user), "become", "another user");
	must(sys(capset, &header, rights), "give up", "the rights of root");
	/* Without it the guest's kernel reads what everybody may read. */
	try_sys(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0);
	/* Changing the user clears this. */
	must(sys(prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "end with", "this process");
}
