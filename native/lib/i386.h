/*
 * What differs from one processor to another: here for i386, whose kernels have older calls too, with smaller
 * numbers of users, smaller files and a shorter time, under the names that the others have.
 */
#undef __NR_mmap
#define __NR_mmap __NR_mmap2
#undef __NR_stat
#define __NR_stat __NR_stat64
#undef __NR_fstat
#define __NR_fstat __NR_fstat64
#undef __NR_clock_gettime
#define __NR_clock_gettime __NR_clock_gettime64
#undef __NR_chown
#define __NR_chown __NR_chown32
#undef __NR_fchown
#define __NR_fchown __NR_fchown32
#undef __NR_setuid
#define __NR_setuid __NR_setuid32
#undef __NR_setresuid
#define __NR_setresuid __NR_setresuid32
#undef __NR_setgid
#define __NR_setgid __NR_setgid32
#undef __NR_setgroups
#define __NR_setgroups __NR_setgroups32

/* The sixth is in the register that has no letter of its own. */
static inline MUST_USE reg sys6(reg n, reg a, reg b, reg c, reg d, reg e, reg f)
{
	reg result;
	__asm__ volatile("pushl %[f]\n"
			 "	pushl %%ebp\n"
			 "	movl 4(%%esp), %%ebp\n"
			 "	int $0x80\n"
			 "	popl %%ebp\n"
			 "	addl $4, %%esp\n"
			 : "=a"(result)
			 : "a"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), [f] "g"(f)
			 : "memory", "cc");
	return result;
}

/* As in x86_64.h. */
#define ENTRY_POINT \
	__asm__(".globl _start\n" \
		"_start:\n" \
		"	xor %ebp, %ebp\n" \
		"	mov %esp, %eax\n" \
		"	and $-16, %esp\n" \
		"	sub $12, %esp\n" \
		"	push %eax\n" \
		"	call start\n");

/* A new process that runs a function on a stack of its own, and ends when the function returns. Returns its number. */
static inline MUST_USE reg new_process(u64 flags, char *stack_end, void (*body)(void *), void *argument)
{
	reg child;
	/* Function and argument are where the kernel would look for what the flags do not ask for. */
	__asm__ volatile("int $0x80\n"
			 "	test %%eax, %%eax\n"
			 "	jnz 1f\n"
			 "	xor %%ebp, %%ebp\n"
			 "	push %%edi\n"
			 "	call *%%esi\n"
			 "	mov $127, %%ebx\n"
			 "	mov %[exit], %%eax\n"
			 "	int $0x80\n"
			 "1:\n"
			 : "=a"(child)
			 : "a"(__NR_clone), "b"((reg)flags | SIGCHLD), "c"(stack_end), "d"(0), "S"(body), "D"(argument),
			   [exit] "i"(__NR_exit_group)
			 : "memory", "cc");
	return child;
}

/* Goes on with a function, which never returns, on another stack. */
#define CONTINUE_ON(stack_end, function, argument) \
	__asm__ volatile("mov %0, %%esp\n" \
			 "	push %1\n" \
			 "	call %P2\n" \
			 : \
			 : "r"(stack_end), "r"(argument), "i"(function) \
			 : "memory")

/* Where a signal's handler returns to. */
#define RETURN_FROM_HANDLER \
	"	mov $173, %eax\n" /* __NR_rt_sigreturn */ \
	"	int $0x80\n"
