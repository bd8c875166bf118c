/*
 * What `native/xstate` promises, tried on this machine's own processor: a tracer, and children that it stops. On a
 * machine of any kind the host has a larger register set than 576 bytes, which its own ptrace refuses to set.
 *
 * Says "ok" when all is well, else what is not, and ends with 1.
 */
#define _GNU_SOURCE
#include <cpuid.h>
#include <elf.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FXSAVE_XMM = 160, XSTATE_BV = 512, LEAST = 576, YMM = 576, WITH_AVX = 832, ROOM = 2696, MOST = 65536 };

#define CHECK(what) \
	do { \
		if (!(what)) { \
			printf("line %d: %s: errno %d\n", __LINE__, #what, errno); \
			exit(1); \
		} \
	} while (0)

/* Where the child's registers are before and after it stops. */
struct registers {
	unsigned char ymm[32];
};

/* A child that loads the vector register 0, stops, and ends with 0 when the register is then as expected. */
static pid_t start(const struct registers *before, const struct registers *after, int has_avx)
{
	pid_t child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		struct registers found = {{0}};
		long pid = getpid();
		if (ptrace(PTRACE_TRACEME, 0, 0, 0))
			_exit(2);
		if (has_avx)
			__asm__ volatile("vmovdqu %1, %%ymm0; syscall; vmovdqu %%ymm0, %0"
					 : "=m"(found)
					 : "m"(*before), "a"(SYS_kill), "D"(pid), "S"((long)SIGSTOP)
					 : "rcx", "r11", "memory", "xmm0");
		else
			__asm__ volatile("movdqu %1, %%xmm0; syscall; movdqu %%xmm0, %0"
					 : "=m"(found)
					 : "m"(*before), "a"(SYS_kill), "D"(pid), "S"((long)SIGSTOP)
					 : "rcx", "r11", "memory", "xmm0");
		_exit(memcmp(&found, after, has_avx ? 32 : 16) ? 1 : 0);
	}
	int status;
	CHECK(waitpid(child, &status, __WALL) == child && WIFSTOPPED(status));
	return child;
}

/* The code that a child ends with when it goes on. */
static int finish(pid_t child)
{
	int status;
	CHECK(ptrace(PTRACE_CONT, child, 0, 0) == 0);
	CHECK(waitpid(child, &status, __WALL) == child && WIFEXITED(status));
	return WEXITSTATUS(status);
}

static struct registers filled(int low, int high)
{
	struct registers registers;
	memset(registers.ymm, low, 16);
	memset(registers.ymm + 16, high, 16);
	return registers;
}

static long direct(long request, pid_t pid, struct iovec *iov)
{
	return syscall(SYS_ptrace, request, pid, NT_X86_XSTATE, iov);
}

static int has_avx;
static size_t whole;

static void sets_a_short_one(void)
{
	unsigned char area[MOST] __attribute__((aligned(64)));
	const struct registers before = filled(1, 2), lost = filled(3, 0), kept = filled(4, 2);

	/* All that this length has no room for is in its initial state, though the header says that the child uses it. */
	pid_t child = start(&before, &lost, has_avx);
	struct iovec iov = {area, LEAST};
	CHECK(ptrace(PTRACE_GETREGSET, child, NT_X86_XSTATE, &iov) == 0 && iov.iov_len == LEAST);
	CHECK(area[FXSAVE_XMM] == 1);
	CHECK(!has_avx || *(unsigned long *)(area + XSTATE_BV) & 4);
	memset(area + FXSAVE_XMM, 3, 16);
	if (whole > LEAST) {
		CHECK(direct(PTRACE_SETREGSET, child, &iov) < 0 && errno == EFAULT);
		errno = 0;
	}
	CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &iov) == 0);
	CHECK(iov.iov_base == area && iov.iov_len == LEAST);
	CHECK(finish(child) == 0);

	/* What it has room for is set, after a shorter one too. */
	if (!has_avx)
		return;
	child = start(&before, &kept, has_avx);
	iov = (struct iovec){area, WITH_AVX};
	CHECK(ptrace(PTRACE_GETREGSET, child, NT_X86_XSTATE, &iov) == 0);
	memset(area + FXSAVE_XMM, 4, 16);
	CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &iov) == 0);
	CHECK(finish(child) == 0);

	/* Nothing of it is left over for the next. */
	child = start(&before, &lost, has_avx);
	iov = (struct iovec){area, LEAST};
	CHECK(ptrace(PTRACE_GETREGSET, child, NT_X86_XSTATE, &iov) == 0);
	memset(area + FXSAVE_XMM, 3, 16);
	CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &iov) == 0);
	CHECK(finish(child) == 0);
}

static void sets_a_whole_one(void)
{
	unsigned char area[MOST] __attribute__((aligned(64)));
	const struct registers before = filled(5, 6), after = filled(7, 6);
	pid_t child = start(&before, &after, has_avx);
	struct iovec iov = {area, MOST};
	CHECK(ptrace(PTRACE_GETREGSET, child, NT_X86_XSTATE, &iov) == 0 && iov.iov_len == whole);
	memset(area + FXSAVE_XMM, 7, 16);
	CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &iov) == 0);
	/* More than there is, as those kernels give on a processor without AVX-512. */
	iov.iov_len = MOST;
	CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &iov) == 0 && iov.iov_len == whole);
	CHECK(finish(child) == 0);
}

/* As the C library's ptrace: what is refused, and the requests that give a word. */
static void does_the_rest_as_usual(void)
{
	unsigned char area[MOST] __attribute__((aligned(64))) = {0};
	const struct registers same = filled(8, 9);
	static long minus_one = -1;
	pid_t child = start(&same, &same, has_avx);

	errno = EDOM;
	CHECK(ptrace(PTRACE_PEEKDATA, child, &minus_one, 0) == -1 && errno == 0);
	CHECK(ptrace(PTRACE_PEEKDATA, child, (void *)16, 0) == -1 && errno == EIO);
	CHECK(ptrace(PTRACE_POKEDATA, child, &minus_one, (void *)77) == 0);
	CHECK(ptrace(PTRACE_PEEKDATA, child, &minus_one, 0) == 77 && errno == 0);
	struct iovec iov = {area, 512};
	CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &iov) == -1 && errno == EFAULT);
	iov.iov_len = LEAST + 4;
	CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &iov) == -1 && errno == EINVAL);
	/* XCOMP_BV: the host takes the standard format only. */
	iov.iov_len = LEAST;
	area[XSTATE_BV + 15] = 0x80;
	CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &iov) == -1 && errno == EINVAL);
	/* Other register sets. */
	iov = (struct iovec){area, MOST};
	CHECK(ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &iov) == 0 && iov.iov_len < LEAST);
	CHECK(ptrace(PTRACE_SETREGSET, child, NT_PRSTATUS, &iov) == 0);
	CHECK(finish(child) == 0);
	iov = (struct iovec){area, LEAST};
	CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &iov) == -1 && errno == ESRCH);
}

static void *sets_many(void *number)
{
	unsigned char area[WITH_AVX] __attribute__((aligned(64)));
	const int own = 10 + (int)(long)number;
	const struct registers same = filled(own, has_avx ? own : 0);
	const size_t length = has_avx ? WITH_AVX : LEAST;
	pid_t child = start(&same, &same, has_avx);
	for (int i = 0; i < 5000; i++) {
		/* Other lengths in between, which leave the upper half out. */
		struct iovec iov = {area, length};
		CHECK(ptrace(PTRACE_GETREGSET, child, NT_X86_XSTATE, &iov) == 0);
		struct iovec shorter = {area, LEAST};
		if (i % 3 == 0)
			CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &shorter) == 0);
		CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &iov) == 0);
	}
	CHECK(finish(child) == 0);
	return 0;
}

static void serves_several_threads(void)
{
	pthread_t threads[4];
	for (long i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], 0, sets_many, (void *)i) == 0);
	for (int i = 0; i < 4; i++)
		CHECK(pthread_join(threads[i], 0) == 0);
}

static double microseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

/* Not a check: what one call costs. */
static void measure(void)
{
	unsigned char area[MOST] __attribute__((aligned(64)));
	const struct registers same = filled(8, 9);
	const int calls = 20000;
	pid_t child = start(&same, &same, has_avx);
	struct iovec iov = {area, MOST}, shorter = {area, whole > ROOM ? ROOM : LEAST};
	CHECK(ptrace(PTRACE_GETREGSET, child, NT_X86_XSTATE, &iov) == 0);
	double start_time = microseconds();
	for (int i = 0; i < calls; i++)
		CHECK(direct(PTRACE_SETREGSET, child, &iov) == 0);
	double middle = microseconds();
	for (int i = 0; i < calls; i++)
		CHECK(ptrace(PTRACE_SETREGSET, child, NT_X86_XSTATE, &shorter) == 0);
	double end = microseconds();
	printf("%zu bytes: %.2f us; %zu bytes, here: %.2f us\n", whole, (middle - start_time) / calls, shorter.iov_len,
	       (end - middle) / calls);
	kill(child, SIGKILL);
}

int main(int count, char **words)
{
	unsigned char area[MOST];
	const struct registers same = filled(0, 0);
	struct iovec iov = {area, MOST};
	setvbuf(stdout, 0, _IONBF, 0);
	has_avx = __builtin_cpu_supports("avx");
	pid_t child = start(&same, &same, has_avx);
	CHECK(direct(PTRACE_GETREGSET, child, &iov) == 0);
	whole = iov.iov_len;
	CHECK(finish(child) == 0);

	if (count > 1 && !strcmp(words[1], "measure")) {
		measure();
		return 0;
	}
	sets_a_short_one();
	sets_a_whole_one();
	does_the_rest_as_usual();
	serves_several_threads();
	puts("ok");
	return 0;
}
