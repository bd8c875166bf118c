/*
 * Whether a process keeps its floating-point and vector registers: while another that uses them too runs in turn with
 * it, when it is interrupted at any moment, and when a signal's handler uses them.
 *
 * Ends with 0 when all is well.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { VECTORS = 16 };

struct registers {
	unsigned char vectors[VECTORS][32];
	unsigned char upper[32];
	long double x87[2];
	unsigned mxcsr;
};

static volatile sig_atomic_t signals;

/* Loads all registers, makes a system call again and again or spins, and stores them. */
#define HOLD(load, store, after, from, to, rounds, call) \
	__asm__ volatile("fninit; fldt %c[st1](%[in]); fldt %c[st0](%[in]); ldmxcsr %c[csr](%[in])\n" \
			 EACH(load) \
			 "1: test %[yield], %[yield]; jz 2f; mov %[number], %%eax; syscall\n" \
			 "2: pause; dec %[count]; jnz 1b\n" \
			 EACH(store) \
			 "fstpt %c[st0](%[out]); fstpt %c[st1](%[out]); stmxcsr %c[csr](%[out])\n" after \
			 : [count] "+r"(rounds) \
			 : [in] "r"(from), [out] "r"(to), [yield] "r"((long)(call)), [number] "i"(SYS_sched_yield), \
			   [st0] "i"(__builtin_offsetof(struct registers, x87[0])), \
			   [st1] "i"(__builtin_offsetof(struct registers, x87[1])), \
			   [csr] "i"(__builtin_offsetof(struct registers, mxcsr)) \
			 : "rax", "rcx", "r11", "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", \
			   "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15")

#define EACH(one) one(0) one(1) one(2) one(3) one(4) one(5) one(6) one(7) \
	one(8) one(9) one(10) one(11) one(12) one(13) one(14) one(15)
#define LOAD_YMM(n) "vmovdqu " #n "*32(%[in]), %%ymm" #n "\n"
#define STORE_YMM(n) "vmovdqu %%ymm" #n ", " #n "*32(%[out])\n"
#define LOAD_XMM(n) "movdqu " #n "*32(%[in]), %%xmm" #n "\n"
#define STORE_XMM(n) "movdqu %%xmm" #n ", " #n "*32(%[out])\n"

static int has_avx, has_avx512;

static void hold(const struct registers *in, struct registers *out, long rounds, int call)
{
	if (has_avx)
		HOLD(LOAD_YMM, STORE_YMM, "vzeroupper\n", in, out, rounds, call);
	else
		HOLD(LOAD_XMM, STORE_XMM, "", in, out, rounds, call);
}

/* The upper half of a register of AVX-512, one of the registers that only it has, and a mask. */
__attribute__((target("avx512f"))) static int keeps_avx512(unsigned char byte, long rounds)
{
	unsigned char in[64], halves[64], others[64];
	unsigned short mask = 0;
	memset(in, byte, sizeof in);
	__asm__ volatile("vmovdqu64 %[in], %%zmm3; vmovdqu64 %[in], %%zmm29; kmovw %[byte], %%k3\n"
			 "1: mov %[number], %%eax; syscall; dec %[count]; jnz 1b\n"
			 "vmovdqu64 %%zmm3, %[halves]; vmovdqu64 %%zmm29, %[others]; kmovw %%k3, %%eax; mov %%ax, %[mask]; vzeroupper\n"
			 : [count] "+r"(rounds), [halves] "=m"(halves), [others] "=m"(others), [mask] "=m"(mask)
			 : [in] "m"(in), [byte] "r"((unsigned)byte), [number] "i"(SYS_sched_yield)
			 : "rax", "rcx", "r11", "memory", "cc", "xmm3", "xmm29", "k3");
	return !memcmp(in, halves, 64) && !memcmp(in, others, 64) && mask == byte;
}

static struct registers pattern(int seed)
{
	struct registers all;
	memset(&all, 0, sizeof all);
	for (int i = 0; i < VECTORS; i++)
		memset(all.vectors[i], seed * VECTORS + i, has_avx ? 32 : 16);
	all.x87[0] = seed + 0.25L;
	all.x87[1] = seed * 1e100L;
	/* All exceptions masked, and a direction to round to. */
	all.mxcsr = 0x1f80 | (unsigned)(seed & 3) << 13;
	return all;
}

static int same(const struct registers *one, const struct registers *other, const char *when)
{
	for (int i = 0; i < VECTORS; i++)
		if (memcmp(one->vectors[i], other->vectors[i], 32)) {
			printf("vector register %d has changed %s: %d, %d\n", i, when, other->vectors[i][0], other->vectors[i][31]);
			return 0;
		}
	if (one->x87[0] != other->x87[0] || one->x87[1] != other->x87[1] || one->mxcsr != other->mxcsr) {
		printf("floating-point registers have changed %s\n", when);
		return 0;
	}
	return 1;
}

static void clobber(int number)
{
	const struct registers others = pattern(number);
	struct registers ignored;
	hold(&others, &ignored, 1, 0);
	signals++;
}

/* One of the processes that take turns. */
static int compute(int seed)
{
	const struct registers own = pattern(seed);
	struct registers found;
	for (int i = 0; i < 300; i++) {
		memset(&found, 0, sizeof found);
		hold(&own, &found, 10, 1);
		if (!same(&own, &found, "at system calls"))
			return 1;
		/* Long enough, now and then, for the other to be given its turn. */
		memset(&found, 0, sizeof found);
		hold(&own, &found, i % 30 ? 1000 : 400000, 0);
		if (!same(&own, &found, "without a system call"))
			return 1;
		if (has_avx512 && !keeps_avx512((unsigned char)(seed * 16 + 1), 10)) {
			puts("registers of AVX-512 have changed");
			return 1;
		}
	}
	return 0;
}

static int keeps_them_at_signals(void)
{
	const struct registers own = pattern(5);
	struct registers found;
	const struct itimerval often = {{0, 4000}, {0, 4000}}, never = {{0, 0}, {0, 0}};
	signal(SIGALRM, clobber);
	setitimer(ITIMER_REAL, &often, 0);
	for (int i = 0; i < 2000 && signals < 20; i++) {
		memset(&found, 0, sizeof found);
		hold(&own, &found, 100000, 0);
		if (!same(&own, &found, "at a signal"))
			return 0;
	}
	setitimer(ITIMER_REAL, &never, 0);
	if (signals < 20)
		printf("only %d signals have come\n", (int)signals);
	return signals >= 20;
}

int main(void)
{
	int status, failed = 0;
	setvbuf(stdout, 0, _IONBF, 0);
	has_avx = __builtin_cpu_supports("avx") != 0;
	has_avx512 = __builtin_cpu_supports("avx512f") != 0;
	printf("AVX: %d, AVX-512: %d\n", has_avx, has_avx512);
	for (int seed = 1; seed <= 2; seed++)
		if (fork() == 0)
			_exit(compute(seed));
	while (wait(&status) > 0)
		failed |= status;
	return failed || !keeps_them_at_signals();
}
