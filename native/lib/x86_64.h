/* What differs from one processor to another: here for x86-64. Part of syscall.h. */

static inline MUST_USE reg sys6(reg n, reg a, reg b, reg c, reg d, reg e, reg f)
{
	register reg r10 __asm__("r10") = d;
	register reg r8 __asm__("r8") = e;
	register reg r9 __asm__("r9") = f;
	reg result;
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/*
 * Where the kernel starts a program, with the argument count at the top of the stack: argv and envp follow. To be
 * expanded once in a program, which calls its own `start(stack)`.
 */
#define ENTRY_POINT \
	__asm__(".globl _start\n" \
		"_start:\n" \
		"	xor %ebp, %ebp\n" \
		"	mov %rsp, %rdi\n" \
		"	and $-16, %rsp\n" \
		"	call start\n");

/* A new process that runs a function on a stack of its own, and ends when the function returns. Returns its number. */
static inline MUST_USE reg new_process(u64 flags, char *stack_end, void (*body)(void *), void *argument)
{
	reg child;
	register reg r10 __asm__("r10") = 0;
	register reg r8 __asm__("r8") = 0;
	__asm__ volatile("syscall\n"
			 "	test %%rax, %%rax\n"
			 "	jnz 1f\n"
			 "	mov %[argument], %%rdi\n"
			 "	mov %[body], %%rax\n"
			 /* Not before: either may be in this register. */
			 "	xor %%ebp, %%ebp\n"
			 "	call *%%rax\n"
			 "	mov $127, %%edi\n"
			 "	mov %[exit], %%eax\n"
			 "	syscall\n"
			 "1:\n"
			 : "=a"(child)
			 : "a"(__NR_clone), "D"(flags | SIGCHLD), "S"(stack_end), "d"(0), "r"(r10), "r"(r8),
			   [body] "r"(body), [argument] "r"(argument), [exit] "i"(__NR_exit_group)
			 : "rcx", "r11", "memory");
	return child;
}

/* Goes on with a function, which never returns, on another stack. */
#define CONTINUE_ON(stack_end, function, argument) \
	__asm__ volatile("mov %0, %%rsp\n" \
			 "	mov %1, %%rdi\n" \
			 "	call %P2\n" \
			 : \
			 : "r"(stack_end), "r"(argument), "i"(function) \
			 : "rdi", "memory")

/* Where a signal's handler returns to. */
#define RETURN_FROM_HANDLER \
	"	mov $15, %eax\n" /* __NR_rt_sigreturn */ \
	"	syscall\n"
