#include "seccomp.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

#include "../lib/syscall.h"
#include "give-up.h"

/*
 * Landlock says nothing about owners, modes, times and extended attributes. A guest's root could change those of the
 * host's files through hostfs, so the system calls for it do nothing. They seem to succeed, for the kernel itself ends
 * when it cannot set the mode of its memory's file. A guest's own processes do not get here: their system calls are the
 * guest kernel's.
 *
 * Symbolic links are refused as by a file system that has none, EPERM: Landlock, which refuses them too, would say
 * EACCES, and there are hosts without it.
 */
void protect_files(void)
{
	/* The last ones are refused. */
	static const unsigned short calls[] = {
		__NR_chmod, __NR_fchmod, __NR_fchmodat, 452 /* fchmodat2 */,
		__NR_chown, __NR_fchown, __NR_lchown, __NR_fchownat,
		__NR_utime, __NR_utimes, __NR_futimesat, __NR_utimensat,
		__NR_setxattr, __NR_lsetxattr, __NR_fsetxattr, 463 /* setxattrat */,
		__NR_removexattr, __NR_lremovexattr, __NR_fremovexattr, 466 /* removexattrat */, 469 /* file_setattr */,
		__NR_symlink, __NR_symlinkat,
	};
	enum { COUNT = sizeof calls / sizeof *calls, REFUSED = 2, PRETENDED = COUNT - REFUSED };
	struct sock_filter filter[COUNT + 7] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
		/* A kernel for i386, say: nothing is known about its calls. */
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	for (unsigned char i = 0; i < COUNT; i++) {
		/* To the last word but one, or to the last. */
		unsigned char distance = (unsigned char)((i < PRETENDED ? COUNT : COUNT + 1) - i);
		filter[4 + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i], distance, 0);
	}
	filter[4 + COUNT] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	filter[5 + COUNT] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 0);
	filter[6 + COUNT] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	struct sock_fprog program = {COUNT + 7, filter};
	reg error = sys(seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
	/* A host without it: as without Landlock. */
	if (error < 0 && error != -ENOSYS && error != -EINVAL)
		give_up("protect", "the host's files", error);
}

/*
 * The kernel makes the descriptors of its consoles non-blocking. What does not fit is then dropped from its log: of a burst
 * of messages a third was lost without a word, and with them the marks. And what does not fit on another console waits
 * for a signal that there is room again, which was missed once in 30 times that a test wrote 100 MB. Told that they are,
 * while they are not, the kernel waits until there is room; and what was written is with the host, always. Where the host
 * does not permit a filter, the observer notices that a mark is missing.
 */
void keep_consoles_blocking(void)
{
	/* As in src/guest/kernel-arguments.ts: control, stdout and stderr follow each other. */
	enum { LOG = 1, CONTROL = 4, STDERR = 6 };
#define FIELD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define JUMP(test, value, if_so, if_not) BPF_JUMP(BPF_JMP | test | BPF_K, value, if_so, if_not)
	struct sock_filter words[] = {
		FIELD(arch),
		JUMP(BPF_JEQ, AUDIT_ARCH_X86_64, 0, 9),
		FIELD(nr),
		JUMP(BPF_JEQ, __NR_fcntl, 0, 7),
		FIELD(args[1]),
		JUMP(BPF_JEQ, F_SETFL, 0, 5),
		FIELD(args[0]),
		JUMP(BPF_JEQ, LOG, 2, 0),
		JUMP(BPF_JGE, CONTROL, 0, 2),
		JUMP(BPF_JGT, STDERR, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {sizeof words / sizeof *words, words};
	try_sys(seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter);
}
