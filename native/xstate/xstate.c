/*
 * A ptrace(2) in place of the C library's, for User Mode Linux before 6.13. Those kernels have room for 2696 bytes of a
 * process's extended registers (XSTATE). On a processor with more of them, as AMX makes it, the host accepts only the
 * whole register set, so the kernel's PTRACE_SETREGSET fails with EFAULT and it dies at its first process. Here, what
 * is missing is added: registers for which the caller has no room are in their initial state.
 *
 * As a shared object it is preloaded, as an object file it is linked into kernels that uml-run builds. Both need
 * nothing of a C library but `__errno_location`, which all have.
 */
#include <cpuid.h>
#include <linux/elf.h>
#include <linux/mman.h>
#include <linux/ptrace.h>
#include <linux/uio.h>

#include "../lib/syscall.h"

#ifndef NT_X86_XSTATE
#define NT_X86_XSTATE 0x202
#endif

typedef unsigned long word;

/* By which uml-run knows a kernel that this is linked into. */
static const char mark[] __attribute__((used, section(".rodata"))) = "uml-run: ptrace sets any length of XSTATE";

/* Parts of the XSTATE area, in its standard format: the registers of FXSAVE, the header, all others. */
enum { HEADER = 512, EXTENDED = 576, LEGACY_COMPONENTS = 3 };

/* Far above what any processor has. */
enum { MAX_XSTATE = 65536 - 64 };

/* Where a whole register set is put together. Only one call at a time uses it. */
struct area {
	/* The components that lie within the first `length` bytes, as bits of XSTATE_BV. */
	word length, components;
	unsigned char xstate[MAX_XSTATE] __attribute__((aligned(64)));
};

/*
 * An area that no call is using. It is neither on the stack, since a User Mode Linux kernel's has 16 KiB, nor the
 * thread's.
 */
static struct area *spare;

/* Bytes of the host's register set; 0 before that is known. */
static word host_size;

/*
 * Registers of the process that was asked for them last, and has not run since. The kernel sets them before it lets a
 * process go on, most often to what they are; with AMX, that costs as much as all the rest of a system call.
 */
static struct {
	/* 0 for none. */
	int pid;
	word length, xstate[512];
} unchanged;

int *__errno_location(void);
static int is_unchanged(int pid, const struct iovec *from);
static void note_unchanged(int pid, const struct iovec *got);
static long set_xstate(int pid, const struct iovec *from);
static word size_for(int pid, struct area *area);
static word components_within(word length);
static struct area *take_area(void);
static void give_back(struct area *area);
static long raw_ptrace(long request, int pid, word address, void *data);

__attribute__((visibility("default"))) long ptrace(int request, int pid, void *address, void *data)
{
	const int isPeek = request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSR;
	long peeked, result;

	const int isXstate = (unsigned)(word)address == NT_X86_XSTATE;
	if (request == PTRACE_SETREGSET && isXstate && is_unchanged(pid, data))
		return 0;
	if (pid == unchanged.pid && request != PTRACE_GETREGS && request != PTRACE_SETREGS)
		unchanged.pid = 0;
	if (request == PTRACE_SETREGSET && isXstate)
		result = set_xstate(pid, data);
	else
		result = raw_ptrace(request, pid, (word)address, isPeek ? &peeked : data);
	if (request == PTRACE_GETREGSET && isXstate && result == 0)
		note_unchanged(pid, data);
	if (result < 0) {
		*__errno_location() = (int)-result;
		return -1;
	}
	if (!isPeek)
		return result;
	/* A word may be -1, so callers look at errno. */
	*__errno_location() = 0;
	return peeked;
}

static int is_unchanged(int pid, const struct iovec *from)
{
	const word *words = from->iov_base;
	if (pid != unchanged.pid || from->iov_len != unchanged.length)
		return 0;
	for (word i = 0; i < unchanged.length / sizeof(word); i++)
		if (words[i] != unchanged.xstate[i])
			return 0;
	return 1;
}

static void note_unchanged(int pid, const struct iovec *got)
{
	const word *words = got->iov_base;
	if (got->iov_len > sizeof unchanged.xstate || got->iov_len % sizeof(word))
		return;
	for (word i = 0; i < got->iov_len / sizeof(word); i++)
		unchanged.xstate[i] = words[i];
	unchanged.length = got->iov_len;
	unchanged.pid = pid;
}

/* Returns 0, or a negative errno. */
static long set_xstate(int pid, const struct iovec *from)
{
	const word length = from->iov_len;
	word known = __atomic_load_n(&host_size, __ATOMIC_RELAXED);
	struct area *area;
	struct iovec whole;
	long result;

	/* The usual case on most machines, or one that the host has to refuse. */
	if (length < EXTENDED || length % sizeof(word) || (known && length >= known))
		return raw_ptrace(PTRACE_SETREGSET, pid, NT_X86_XSTATE, (void *)from);
	area = take_area();
	if (!area)
		return -ENOMEM;
	if (!known)
		known = size_for(pid, area);
	if (length >= known) {
		give_back(area);
		return raw_ptrace(PTRACE_SETREGSET, pid, NT_X86_XSTATE, (void *)from);
	}
	if (area->length != length) {
		area->components = components_within(length);
		area->length = length;
	}
	word words = length / sizeof(word);
	void *target = area->xstate;
	const void *source = from->iov_base;
	__asm__ volatile("rep movsq" : "+D"(target), "+S"(source), "+c"(words) : : "memory");
	/* What follows the caller's bytes is ignored without these bits. */
	*(word *)(area->xstate + HEADER) &= area->components;
	whole = (struct iovec){area->xstate, known};
	result = raw_ptrace(PTRACE_SETREGSET, pid, NT_X86_XSTATE, &whole);
	give_back(area);
	return result;
}

/*
 * Bytes of the register set of a process that is being traced; 0, which makes every caller's enough, if the host does
 * not say.
 */
static word size_for(int pid, struct area *area)
{
	struct iovec whole = {area->xstate, sizeof area->xstate};
	if (raw_ptrace(PTRACE_GETREGSET, pid, NT_X86_XSTATE, &whole) < 0)
		return 0;
	__atomic_store_n(&host_size, whole.iov_len, __ATOMIC_RELAXED);
	return whole.iov_len;
}

/* Where each component lies differs from one maker of processors to another. */
static word components_within(word length)
{
	unsigned size, offset, flags, low, high, ignored;
	word fitting = LEGACY_COMPONENTS;
	__cpuid_count(0xd, 0, low, ignored, ignored, high);
	for (unsigned i = 2; i < 63; i++) {
		if (!(((word)high << 32 | low) >> i & 1))
			continue;
		__cpuid_count(0xd, i, size, offset, flags, ignored);
		if ((word)offset + size <= length)
			fitting |= 1UL << i;
	}
	(void)flags;
	return fitting;
}

static struct area *take_area(void)
{
	struct area *area = __atomic_exchange_n(&spare, 0, __ATOMIC_ACQUIRE);
	if (area)
		return area;
	/* Pages that are not written to take no memory. */
	long made = sys(mmap, 0, sizeof *area, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return made < 0 && made > -4096 ? 0 : (struct area *)made;
}

static void give_back(struct area *area)
{
	struct area *another = __atomic_exchange_n(&spare, area, __ATOMIC_RELEASE);
	if (another)
		try_sys(munmap, another, sizeof *another);
}

static long raw_ptrace(long request, int pid, word address, void *data)
{
	return sys(ptrace, request, pid, address, data);
}
