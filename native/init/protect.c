#include "protect.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "../lib/syscall.h"
#include "../lib/text.h"
#include "rights.h"

/* Of this program, from the linker. */
extern const char __executable_start[], edata[];

/* Each is one more wall where the kernel has it; the namespaces of tests keep them apart from this process anyway. */
void protect_memory(void)
{
	u64 no_core[2] = {0, ~0ULL};
	/* None of its code is read from a file any more that somebody might find a way to write to. */
	try_sys(mlock, __executable_start, edata - __executable_start);
	/* And none of its memory is ever in swap, which root can add, and read. */
	try_sys(mlockall, MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
	/* Without this, a test of the same user could read this process's memory where there are no namespaces. */
	try_sys(prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
	try_sys(prlimit64, 0, RLIMIT_CORE, no_core, 0);
}

static void set(const char *path, const char *value)
{
	reg fd = sys(open, path, O_WRONLY | O_CLOEXEC);
	/* A kernel that starts none. */
	if (fd < 0)
		return;
	try_sys(write, fd, value, length_of(value));
	try_sys(close, fd);
}

void limit_helpers(void)
{
	/* The lower 32 of all rights, and the upper. */
	TEXT(rights, 32);
	text_add_number(&rights, rights_of_helpers());
	text_add(&rights, " 0\n");
	set("/proc/sys/kernel/usermodehelper/bset", rights.bytes);
	/* Each mount of a test's own folder would start one, as would its end. */
	set("/sys/kernel/uevent_helper", "\n");
}

/* Real and saved user of this process; the effective one stays root. Any number that is nobody's. */
enum { OWN_USER = 65533 };

void leave_root(void)
{
	try_sys(setresuid, OWN_USER, 0, OWN_USER);
}

reg become_root(void)
{
	return sys(setresuid, 0, 0, 0);
}
