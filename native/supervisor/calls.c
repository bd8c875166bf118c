#include "calls.h"

#include <fcntl.h>
#include <linux/ioctl.h>
#include <linux/personality.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"
#include "consoles.h"
#include "link.h"
#include "listener.h"
#include "offer.h"

static struct filter filter;

/* Those whose arguments lead nowhere that Landlock does not watch. By how often they are made. */
static const unsigned short harmless[] = {
	__NR_wait4, __NR_mmap, __NR_munmap, __NR_pread64, __NR_pwrite64, __NR_read, __NR_write, __NR_futex, __NR_recvmsg,
	__NR_rt_sigreturn, __NR_rt_sigaction, __NR_timer_settime, __NR_timer_gettime, __NR_rt_sigprocmask,
	__NR_rt_sigsuspend, __NR_close, __NR_epoll_wait, __NR_epoll_pwait, __NR_epoll_ctl, __NR_getpid, __NR_poll,
	__NR_ppoll,
	/* Files. */
	__NR_access, __NR_faccessat, 439 /* faccessat2 */, __NR_open, __NR_openat, __NR_stat, __NR_lstat, __NR_fstat,
	__NR_newfstatat, __NR_statx, __NR_statfs, __NR_fstatfs, __NR_lseek, __NR_readv, __NR_writev, __NR_getdents64,
	__NR_readlink, __NR_readlinkat, __NR_mkdir, __NR_rmdir, __NR_unlink, __NR_unlinkat, __NR_rename, __NR_renameat,
	__NR_renameat2, __NR_link, __NR_mknod, __NR_mknodat, __NR_truncate, __NR_ftruncate, __NR_fsync, __NR_fdatasync,
	__NR_fallocate,
	/* Processes, threads and memory of its own. */
	__NR_exit, __NR_exit_group, __NR_getppid, __NR_gettid, __NR_sigaltstack, __NR_set_tid_address,
	__NR_set_robust_list, __NR_restart_syscall, 334 /* rseq */, __NR_brk, __NR_mprotect, __NR_madvise, __NR_mremap,
	__NR_modify_ldt, __NR_memfd_create, __NR_uname, __NR_sched_yield, __NR_getcwd, __NR_umask, __NR_pause,
	__NR_sched_getaffinity,
	/* Clocks and timers. */
	__NR_timer_create, __NR_timer_delete, __NR_timer_getoverrun, __NR_setitimer, __NR_getitimer, __NR_nanosleep,
	__NR_clock_nanosleep, __NR_clock_gettime, __NR_clock_getres, __NR_gettimeofday, __NR_time,
	__NR_getrandom, __NR_signalfd4, __NR_dup, __NR_dup2, __NR_dup3, __NR_pipe, __NR_pipe2, __NR_epoll_create,
	__NR_epoll_create1, __NR_close_range, __NR_eventfd2, __NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid,
	__NR_recvfrom, __NR_getrlimit,
};

/*
 * Landlock says nothing about owners, modes, times and extended attributes. A guest's root could change those of the
 * host's files through hostfs, so the calls for it do nothing. They seem to succeed, for the kernel itself ends when it
 * cannot set the mode of its memory's file.
 */
static const unsigned short pretended[] = {
	__NR_chmod, __NR_fchmod, __NR_fchmodat, 452 /* fchmodat2 */, __NR_chown, __NR_fchown, __NR_lchown, __NR_fchownat,
	__NR_utime, __NR_utimes, __NR_futimesat, __NR_utimensat, __NR_setxattr, __NR_lsetxattr, __NR_fsetxattr,
	463 /* setxattrat */, __NR_removexattr, __NR_lremovexattr, __NR_fremovexattr, 466 /* removexattrat */,
	469 /* file_setattr */,
};

/* A call whose argument has to be one of some values. */
#define ONLY(call, argument, ...) \
	do { \
		size_t only = filter_if(&filter, call); \
		filter_load(&filter, argument); \
		FILTER_NEED(&filter, __VA_ARGS__); \
		filter_answer(&filter, ALLOWED); \
		filter_end(&filter, only); \
	} while (0)

static void add_ptrace(void)
{
	/* Landlock says whom: processes of its own. None is attached to or seized, and no memory is read or written. */
	ONLY(__NR_ptrace, 0, 31 /* SYSEMU */, 7 /* CONT */, 12 /* GETREGS */, 13 /* SETREGS */, 0x4204 /* GETREGSET */,
	     0x4205 /* SETREGSET */, 0x4202 /* GETSIGINFO */, 0 /* TRACEME */, 3 /* PEEKUSR */, 6 /* POKEUSR */,
	     8 /* KILL */, 9 /* SINGLESTEP */, 14 /* GETFPREGS */, 15 /* SETFPREGS */, 18 /* GETFPXREGS */,
	     19 /* SETFPXREGS */, 21 /* OLDSETOPTIONS */, 24 /* SYSCALL */, 25 /* GET_THREAD_AREA */,
	     26 /* SET_THREAD_AREA */, 30 /* ARCH_PRCTL */, 32 /* SYSEMU_SINGLESTEP */, 0x4200 /* SETOPTIONS */);
}

/* Its own group at most, in which nobody else is; and the kernel's own threads, by abort(3) and pthread_cancel(3). */
static void add_signals(unsigned self)
{
	size_t start = filter_if(&filter, __NR_kill);
	filter_load(&filter, 0);
	filter_refuse_bits(&filter, 1U << 31);
	filter_load(&filter, 1);
	FILTER_NEED(&filter, 0, SIGABRT, SIGKILL, SIGALRM, SIGTERM, SIGCONT, SIGSTOP, SIGIO);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, start);

	start = filter_if(&filter, __NR_tgkill);
	filter_load(&filter, 0);
	FILTER_NEED(&filter, self);
	filter_load(&filter, 2);
	FILTER_NEED(&filter, SIGABRT, 32);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, start);
}

/* Nothing is executed but what is open: the kernel itself, and since 6.13 its processes' beginning, a file in memory. */
static void add_processes(void)
{
	size_t start = filter_if(&filter, __NR_clone);
	filter_load(&filter, 0);
	filter_refuse_bits(&filter, CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
					    CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWTIME | CLONE_PTRACE | CLONE_PIDFD);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, start);
	/* Its flags are in memory. The C library then takes clone(2). */
	filter_call(&filter, 435 /* clone3 */, UNKNOWN);
	ONLY(322 /* execveat */, 4, AT_EMPTY_PATH);
}

/* Whom a descriptor's signal goes to is no other process. */
static void add_descriptors(unsigned self, int has_offer)
{
	size_t inner, start = filter_if(&filter, __NR_fcntl);
	filter_load(&filter, 1);
	filter_keep_consoles_blocking(&filter);
	inner = filter_if(&filter, F_SETOWN);
	filter_load(&filter, 2);
	FILTER_NEED(&filter, self);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, inner);
	inner = filter_if(&filter, F_SETSIG);
	filter_load(&filter, 2);
	FILTER_NEED(&filter, SIGIO);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, inner);
	FILTER_NEED(&filter, F_GETFD, F_SETFD, F_GETFL, F_GETLK, F_SETLK, F_DUPFD_CLOEXEC, F_ADD_SEALS, F_GET_SEALS);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, start);

	/* Modes and sizes of terminals, what can be read, sizes of block devices: nothing is typed for anybody (TIOCSTI). */
	start = filter_if(&filter, __NR_ioctl);
	filter_load(&filter, 1);
	if (has_offer)
		filter_pretend_setup(&filter);
	FILTER_NEED(&filter, 0x5401, 0x5402, 0x5403, 0x5404 /* TCGETS, TCSETS* */, 0x5413 /* TIOCGWINSZ */, 0x802c542a,
		    0x402c542b, 0x402c542c, 0x402c542d /* TCGETS2, TCSETS2* */, 0x541b /* FIONREAD */, 0x5421 /* FIONBIO */,
		    0x5450 /* FIONCLEX */, 0x5451 /* FIOCLEX */, 0x1260 /* BLKGETSIZE */, 0x80081272 /* BLKGETSIZE64 */);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, start);
}

static void add_attributes_of_processes(void)
{
	size_t inner, start = filter_if(&filter, __NR_prctl);
	filter_load(&filter, 0);
	inner = filter_if(&filter, PR_SET_PDEATHSIG);
	filter_load(&filter, 1);
	FILTER_NEED(&filter, SIGKILL);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, inner);
	FILTER_NEED(&filter, PR_SET_NAME, PR_SET_NO_NEW_PRIVS, 0x53564d41 /* PR_SET_VMA */);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, start);

	ONLY(__NR_arch_prctl, 0, 0x1001, 0x1002, 0x1003, 0x1004);
	ONLY(__NR_personality, 0, ADDR_NO_RANDOMIZE, 0xffffffff);
	ONLY(__NR_seccomp, 0, SECCOMP_SET_MODE_FILTER, SECCOMP_GET_ACTION_AVAIL);

	/* Its own limits are read; that of its stack may be set. */
	start = filter_if(&filter, __NR_prlimit64);
	filter_load(&filter, 0);
	FILTER_NEED(&filter, 0);
	filter_load(&filter, 1);
	inner = filter_if(&filter, RLIMIT_STACK);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, inner);
	filter_load(&filter, 2);
	FILTER_NEED(&filter, 0);
	filter_load_upper(&filter, 2);
	FILTER_NEED(&filter, 0);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, start);
}

static void need_unix_socket(unsigned type)
{
	filter_load(&filter, 0);
	FILTER_NEED(&filter, AF_UNIX);
	filter_load(&filter, 1);
	filter_mask(&filter, 0xf);
	FILTER_NEED(&filter, type);
	filter_answer(&filter, ALLOWED);
}

/* Nothing is ever sent to an address. A datagram's sender could name any socket, so pairs are of streams. */
static void add_sockets(int has_seccomp_userspace)
{
	size_t start = filter_if(&filter, __NR_socketpair);
	need_unix_socket(SOCK_STREAM);
	filter_end(&filter, start);
	ONLY(__NR_sendto, 5, 0);
	if (has_seccomp_userspace) {
		/* Descriptors for its processes. There is no other socket then, nor a management console. */
		filter_call(&filter, __NR_sendmsg, ALLOWED);
		filter_call(&filter, __NR_socket, REFUSED);
		return;
	}
	/* The management console's, at a path: where, says Landlock. A name of an abstract socket would be shorter. */
	start = filter_if(&filter, __NR_socket);
	need_unix_socket(SOCK_DGRAM);
	filter_end(&filter, start);
	ONLY(__NR_bind, 2, sizeof(struct sockaddr_un));
}

void allow_calls(const struct options *options)
{
	unsigned self = (unsigned)sys(getpid);
	filter_begin(&filter, REFUSED);
	if (options->tells_refusals)
		filter.refusal = TOLD;
	add_ptrace();
	if (options->tap_has_header)
		filter_tell_openings(&filter);
	else if (options->link || options->tap)
		keep_link_open(&filter);
	for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
		filter_call(&filter, harmless[i], ALLOWED);
	add_signals(self);
	add_processes();
	add_descriptors(self, options->tap_has_header);
	add_attributes_of_processes();
	add_sockets(options->has_seccomp_userspace);
	/* Every kernel tries this, and does without: it is the first of its group. */
	filter_call(&filter, __NR_setsid, REFUSED);
	for (size_t i = 0; i < sizeof pretended / sizeof *pretended; i++)
		filter_call(&filter, pretended[i], PRETENDED);
	/*
	 * Refused, and not ended: where guests run by seccomp, their own filter catches their calls, and an end would be
	 * stronger than that.
	 */
	filter_answer(&filter, filter.refusal);
	reg error = has_told_calls(options) ? listen_for_calls(&filter, 0) : filter_apply(&filter);
	/* A host without it: as without Landlock. */
	if (error < 0 && error != -ENOSYS && error != -EINVAL)
		give_up("allow", "the calls of the host that a kernel needs", error);
}
