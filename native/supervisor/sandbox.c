#include "sandbox.h"

#include <linux/capability.h>
#include <linux/personality.h>
#include <linux/securebits.h>
#include <signal.h>
#include <sys/prctl.h>

#include "../lib/syscall.h"
#include "calls.h"
#include "consoles.h"
#include "give-up.h"
#include "landlock.h"

static void become_unprivileged(u64 user, u64 group);

void enter_sandbox(const struct options *options, int is_foreign)
{
	must(sys(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "give up", "new privileges");
	if (options->readable.count)
		apply_landlock(options);
	if (options->user)
		become_unprivileged(options->user, options->group);
	if (!options->readable.count || is_foreign) {
		keep_consoles_blocking();
		return;
	}
	/* A kernel since 6.13 starts itself again unless that is so. */
	must(sys(personality, ADDR_NO_RANDOMIZE), "fix", "where the kernel's memory lies");
	allow_calls(options->has_seccomp_userspace);
}

/*
 * From root to another user. What it keeps is the right to read: kernels and root file systems lie in folders that may
 * be root's alone, and Landlock says which of them it may read.
 */
static void become_unprivileged(u64 user, u64 group)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct right = {1 << CAP_DAC_READ_SEARCH, 1 << CAP_DAC_READ_SEARCH, 1 << CAP_DAC_READ_SEARCH};
	struct __user_cap_data_struct rights[2] = {right, {0}};
	/* So that the right outlives the change of the user, and counts for access(2), by which hostfs asks. */
	must(sys(prctl, PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0), "keep", "the right to read");
	must(sys(setgroups, 0, 0), "become", "another group");
	must(sys(setresgid, group, group, group), "become", "another group");
	must(sys(setresuid, user, user, user), "become", "another user");
	must(sys(capset, &header, rights), "give up", "the rights of root");
	/* Without it the guest's kernel reads what everybody may read. */
	try_sys(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0);
	/* Changing the user clears this. */
	must(sys(prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "end with", "this process");
}
