/* What a process finds of the processor and of the kernel's port to it: where User Mode Linux is not x86-64 as hardware is. */
#include "probe.h"
#include <asm/prctl.h>
#include <linux/filter.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <time.h>

static answer address_bits(void)
{
	for (int bits = 56; bits > 30; bits--) {
		/* The highest address with all of them is the kernel's own, or the stack's. */
		void *wanted = (void *)(3UL << (bits - 2));
		if (mmap(wanted, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == wanted)
			return say("%d", bits);
	}
	return "no";
}

static answer reservation(void)
{
	void *got = mmap(0, 1UL << 40, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return by(got == MAP_FAILED ? -1 : 0);
}

static answer map_32bit(void)
{
	void *got = mmap(0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	return got == MAP_FAILED ? by(-1) : when((unsigned long)got < 1UL << 31);
}

static answer huge_pages(void)
{
	return when(access("/proc/sys/vm/nr_hugepages", F_OK) == 0);
}

static answer transparent_huge_pages(void)
{
	return when(access("/sys/kernel/mm/transparent_hugepage/enabled", F_OK) == 0);
}

static answer protection_keys(void)
{
	return by(syscall(SYS_pkey_alloc, 0, 0));
}

static answer restartable_sequences(void)
{
	static struct {
		unsigned words[8];
	} area __attribute__((aligned(32)));
	/* The C library may have registered one before: the kernel then knows the call, and refuses another. */
	long got = syscall(SYS_rseq, &area, sizeof area, 0, 0x53053053);
	return got < 0 && (errno == EBUSY || errno == EINVAL) ? "yes" : by(got);
}

static answer perf_events(void)
{
	struct perf_event_attr clock = {
		.type = PERF_TYPE_SOFTWARE, .size = sizeof clock, .config = PERF_COUNT_SW_TASK_CLOCK};
	return by(syscall(SYS_perf_event_open, &clock, 0, -1, -1, 0));
}

static answer hardware_counters(void)
{
	struct perf_event_attr cycles = {
		.type = PERF_TYPE_HARDWARE, .size = sizeof cycles, .config = PERF_COUNT_HW_CPU_CYCLES};
	return by(syscall(SYS_perf_event_open, &cycles, 0, -1, -1, 0));
}

static answer processors(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN) > 1 ? "yes" : "no";
}

static answer vdso(void)
{
	return when(getauxval(AT_SYSINFO_EHDR) != 0);
}

static answer vdso_clock(void)
{
	struct sock_filter refuse[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {4, refuse};
	struct timespec now;
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		return by(-1);
	return when(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
}

static answer vsyscall_page(void)
{
	return when(says("/proc/self/maps", "[vsyscall]"));
}

static answer calls_of_32_bits(void)
{
	long pid;
	__asm__ volatile("int $0x80" : "=a"(pid) : "a"(20) : "memory", "r8", "r9", "r10", "r11");
	return when(pid == getpid());
}

static answer local_descriptors(void)
{
	char table[64];
	return by(syscall(SYS_modify_ldt, 0, table, sizeof table));
}

static answer ports(void)
{
	return by(syscall(SYS_ioperm, 0x80, 1, 1));
}

static answer gs_base(void)
{
	return by(syscall(SYS_arch_prctl, ARCH_SET_GS, 0));
}

static answer cpuid_faulting(void)
{
	return by(syscall(SYS_arch_prctl, ARCH_GET_CPUID, 0));
}

static const struct row rows[] = {
	{"bits of a process's addresses (47 on hardware)", address_bits},
	{"room for a reservation of 1 TB", reservation},
	{"`MAP_32BIT`", map_32bit},
	{"huge pages (hugetlbfs)", huge_pages},
	{"transparent huge pages", transparent_huge_pages},
	{"protection keys: `pkey_alloc`", protection_keys},
	{"restartable sequences: `rseq`", restartable_sequences},
	{"`perf_event_open`, of software", perf_events},
	{"`perf_event_open`, of hardware", hardware_counters},
	{"more than one processor", processors},
	{"vDSO", vdso},
	{"`clock_gettime` without a system call", vdso_clock},
	{"vsyscall page", vsyscall_page},
	{"system calls of 32 bits: `int $0x80`", calls_of_32_bits},
	{"`modify_ldt`", local_descriptors},
	{"`ioperm`", ports},
	{"`arch_prctl(ARCH_SET_GS)`", gs_base},
	{"`arch_prctl(ARCH_GET_CPUID)`", cpuid_faulting},
};

int main(void)
{
	answer_rows(rows, sizeof rows / sizeof *rows);
	return 0;
}
