/* System calls that tests ask a kernel for, and what they lead to: Landlock, io_uring, BPF, seccomp, ... */
#include "probe.h"
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

/* Numbers that not every C library's headers have. */
enum {
	call_io_uring_setup = 425, call_pidfd_open = 434, call_clone3 = 435, call_close_range = 436, call_openat2 = 437,
	call_process_madvise = 440, call_epoll_pwait2 = 441, call_mount_setattr = 442, call_landlock = 444,
	call_process_mrelease = 448, call_futex_waitv = 449, call_cachestat = 451, call_statmount = 457, call_mseal = 462,
};

/* A call that gets nonsense, and says what is wrong with it where it is there. */
#define call(name, ...) \
	static answer name(void) \
	{ \
		long got = syscall(__VA_ARGS__); \
		return got < 0 && errno != ENOSYS && errno != EOPNOTSUPP ? "yes" : by(got); \
	}

call(pidfd, call_pidfd_open, getpid(), 0)
call(clone3_call, call_clone3, 0, 0)
call(close_range_call, call_close_range, 1000, 1000, 0)
call(openat2_call, call_openat2, -1, 0, 0, 0)
call(process_madvise_call, call_process_madvise, -1, 0, 0, 0, 0)
call(epoll_pwait2_call, call_epoll_pwait2, -1, 0, 0, 0, 0, 0)
call(mount_setattr_call, call_mount_setattr, -1, 0, 0, 0, 0)
call(process_mrelease_call, call_process_mrelease, -1, 0)
call(futex_waitv_call, call_futex_waitv, 0, 0, 0, 0, 0)
call(cachestat_call, call_cachestat, -1, 0, 0, 0)
call(statmount_call, call_statmount, 0, 0, 0, 0)
call(mseal_call, call_mseal, 1, 0, 1)
call(kcmp_call, SYS_kcmp, getpid(), getpid(), 0, 0, 0)
call(membarrier_call, SYS_membarrier, 0, 0, 0)
call(keyrings, SYS_keyctl, 0, -3, 1)
call(fanotify, SYS_fanotify_init, 0, O_RDONLY)
call(inotify, SYS_inotify_init1, 0)
call(handles, SYS_open_by_handle_at, -1, 0, 0)
call(aio, SYS_io_setup, 1, 0)
call(system_v, SYS_shmget, 0, 0, 0)
call(quota, SYS_quotactl, 0, 0, 0, 0)
call(kexec, SYS_kexec_load, 0, 0, 0, 0)
call(swapping, SYS_swapon, "", 0)

static answer io_uring(void)
{
	char parameters[120] = {0};
	return by(syscall(call_io_uring_setup, 1, parameters));
}

static answer landlock(void)
{
	long version = syscall(call_landlock, 0, 0, 1);
	return version < 0 ? by(version) : say("ABI %ld", version);
}

/* ---- userfaultfd ---- */

static int open_faults(void)
{
	struct uffdio_api api = {.api = UFFD_API};
	int fd = (int)syscall(SYS_userfaultfd, O_NONBLOCK);
	return fd < 0 || ioctl(fd, UFFDIO_API, &api) < 0 ? -1 : fd;
}

static answer userfaultfd_call(void)
{
	return by(open_faults());
}

static void *write_to(void *page)
{
	*(volatile char *)page = 1;
	return 0;
}

/* 5.10 says that it can, and does nothing. */
static answer write_protection(void)
{
	int fd = open_faults();
	char *page = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	struct uffdio_range range = {(unsigned long)page, 4096};
	struct uffdio_register registered = {.range = range, .mode = UFFDIO_REGISTER_MODE_WP};
	struct uffdio_writeprotect protect = {.range = range, .mode = UFFDIO_WRITEPROTECT_MODE_WP};
	if (fd < 0 || ioctl(fd, UFFDIO_REGISTER, &registered) < 0 || ioctl(fd, UFFDIO_WRITEPROTECT, &protect) < 0)
		return by(-1);
	pthread_t writer;
	pthread_create(&writer, 0, write_to, page);
	struct pollfd events = {fd, POLLIN, 0};
	return when(poll(&events, 1, 2000) == 1);
}

/* ---- BPF and seccomp ---- */

static answer bpf_program(void)
{
	struct bpf_insn end[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}};
	union bpf_attr attributes = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insn_cnt = 2};
	attributes.insns = (unsigned long)end;
	attributes.license = (unsigned long)"GPL";
	return by(syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes));
}

static answer bpf_jit(void)
{
	return when(access("/proc/sys/net/core/bpf_jit_enable", F_OK) == 0);
}

static answer security_module(const char *name)
{
	mount("securityfs", "/sys/kernel/security", "securityfs", 0, 0);
	return when(says("/sys/kernel/security/lsm", name));
}

static answer bpf_lsm(void)
{
	return security_module("bpf");
}

static answer apparmor(void)
{
	return security_module("apparmor");
}

static answer selinux(void)
{
	return security_module("selinux");
}

static answer btf(void)
{
	return when(access("/sys/kernel/btf/vmlinux", F_OK) == 0);
}

static answer seccomp_filter(void)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog program = {1, &allow};
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return by(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
}

static answer seccomp_notify(void)
{
	struct seccomp_notif_sizes sizes;
	return by(syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes));
}

static const struct row rows[] = {
	{"Landlock", landlock},
	{"io_uring", io_uring},
	{"userfaultfd", userfaultfd_call},
	{"userfaultfd: write protection", write_protection},
	{"BPF: `BPF_PROG_LOAD`", bpf_program},
	{"BPF: just-in-time compiler", bpf_jit},
	{"BPF: LSM", bpf_lsm},
	{"BTF: `/sys/kernel/btf/vmlinux`", btf},
	{"seccomp: filters", seccomp_filter},
	{"seccomp: user notification", seccomp_notify},
	{"AppArmor", apparmor},
	{"SELinux", selinux},
	{"`kcmp`", kcmp_call},
	{"`pidfd_open`", pidfd},
	{"`clone3`", clone3_call},
	{"`close_range`", close_range_call},
	{"`openat2`", openat2_call},
	{"`mount_setattr`", mount_setattr_call},
	{"`process_madvise`", process_madvise_call},
	{"`process_mrelease`", process_mrelease_call},
	{"`epoll_pwait2`", epoll_pwait2_call},
	{"`futex_waitv`", futex_waitv_call},
	{"`cachestat`", cachestat_call},
	{"`statmount`", statmount_call},
	{"`mseal`", mseal_call},
	{"`membarrier`", membarrier_call},
	{"keyrings: `keyctl`", keyrings},
	{"fanotify", fanotify},
	{"inotify", inotify},
	{"`open_by_handle_at`", handles},
	{"`io_setup`", aio},
	{"System V IPC", system_v},
	{"quota: `quotactl`", quota},
	{"`kexec_load`", kexec},
	{"swap", swapping},
};

int main(void)
{
	answer_rows(rows, sizeof rows / sizeof *rows);
	return 0;
}
