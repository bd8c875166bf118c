#include "rights.h"

#include <linux/capability.h>
#include <sys/prctl.h>

#include "../lib/syscall.h"

/* A bit for each. The kernel's memory (/dev/mem, /proc/kcore) is never a test's business: it holds the tokens. */
static u64 dropped = 1ULL << CAP_SYS_RAWIO;

void note_dropped_right(u64 capability)
{
	dropped |= 1ULL << (capability & 63);
}

u64 rights_of_helpers(void)
{
	const u64 load = 1ULL << CAP_SYS_MODULE, read = 1ULL << CAP_DAC_READ_SEARCH;
	return dropped & load ? 0 : (load | read) & ~dropped;
}

/*
 * From the bounding set: when root executes a program, its rights are those of that set, for nothing is inheritable. The
 * rights that this process has are needed until then.
 */
reg drop_rights(void)
{
	for (reg capability = 0; capability < 64; capability++) {
		if (!(dropped >> capability & 1))
			continue;
		reg error = sys(prctl, PR_CAPBSET_DROP, capability, 0, 0, 0);
		/* A kernel does not have what it does not know. */
		if (error < 0 && error != -EINVAL)
			return error;
	}
	return 0;
}
