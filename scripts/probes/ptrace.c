/* What a tracer can do on hardware: where User Mode Linux is not like it. */
#include "probe.h"
#include <elf.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

/* Of a child that stops in a system call; -1 where it does not. */
static pid_t stopped(int options)
{
	pid_t child = fork();
	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		for (;;)
			getppid();
	}
	int status;
	waitpid(child, &status, 0);
	if (ptrace(PTRACE_SETOPTIONS, child, 0, options | PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD) < 0)
		return -1;
	ptrace(PTRACE_SYSCALL, child, 0, 0);
	waitpid(child, &status, 0);
	return WIFSTOPPED(status) ? child : -1;
}

static answer register_set(unsigned long type)
{
	static char room[1 << 14];
	struct iovec to = {room, sizeof room};
	return by(ptrace(PTRACE_GETREGSET, stopped(0), type, &to));
}

static answer general_set(void)
{
	return register_set(NT_PRSTATUS);
}

static answer extended_set(void)
{
	return register_set(NT_X86_XSTATE);
}

static answer general_registers(void)
{
	struct user_regs_struct registers;
	return by(ptrace(PTRACE_GETREGS, stopped(0), 0, &registers));
}

static answer call_info(void)
{
	char info[128];
	return by(ptrace(PTRACE_GET_SYSCALL_INFO, stopped(0), sizeof info, info));
}

static answer emulation(void)
{
	return by(ptrace(PTRACE_SYSEMU, stopped(0), 0, 0));
}

static answer single_step(void)
{
	pid_t child = stopped(0);
	int status = 0;
	if (ptrace(PTRACE_SINGLESTEP, child, 0, 0) < 0)
		return by(-1);
	waitpid(child, &status, 0);
	return when(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP);
}

static volatile int watched;

static answer breakpoint(void)
{
	size_t debug = offsetof(struct user, u_debugreg);
	int status;
	pid_t child = fork();
	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		watched = 1;
		_exit(0);
	}
	waitpid(child, &status, 0);
	/* Four bytes, written to. */
	if (ptrace(PTRACE_POKEUSER, child, debug, &watched) < 0 ||
	    ptrace(PTRACE_POKEUSER, child, debug + 7 * sizeof(long), 1 | 1 << 16 | 3 << 18) < 0)
		return by(-1);
	ptrace(PTRACE_CONT, child, 0, 0);
	waitpid(child, &status, 0);
	return when(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP);
}

static const struct row rows[] = {
	{"`PTRACE_GETREGS`", general_registers},
	{"`PTRACE_GETREGSET`, `NT_PRSTATUS`", general_set},
	{"`PTRACE_GETREGSET`, `NT_X86_XSTATE`", extended_set},
	{"`PTRACE_GET_SYSCALL_INFO`", call_info},
	{"`PTRACE_SYSEMU`", emulation},
	{"`PTRACE_SINGLESTEP`", single_step},
	{"hardware breakpoints: `u_debugreg`", breakpoint},
};

int main(void)
{
	answer_rows(rows, sizeof rows / sizeof *rows);
	return 0;
}
