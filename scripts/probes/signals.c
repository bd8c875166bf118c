/* What signals tell of a fault on hardware. */
#include "probe.h"
#include <ucontext.h>

static volatile struct fault {
	int code;
	void *address;
	unsigned long trap, error, cr2;
	int has_registers;
} fault;

static void on_fault(int number, siginfo_t *info, void *context)
{
	(void)number;
	ucontext_t *user = context;
	fault = (struct fault){info->si_code, info->si_addr, (unsigned long)user->uc_mcontext.gregs[REG_TRAPNO],
		(unsigned long)user->uc_mcontext.gregs[REG_ERR], (unsigned long)user->uc_mcontext.gregs[REG_CR2],
		user->uc_mcontext.fpregs != 0};
	/* The instruction runs again, and finds the page writable now. */
	if (mmap(info->si_addr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		_exit(1);
}

static char *provoke(int protection)
{
	struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
	sigaction(SIGSEGV, &action, 0);
	char *page = mmap(0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (protection < 0)
		munmap(page, 4096);
	*(volatile char *)page = 1;
	return page;
}

static answer fault_of_nothing(void)
{
	char *page = provoke(-1);
	return when(fault.code == SEGV_MAPERR && fault.address == page);
}

static answer fault_of_right(void)
{
	char *page = provoke(PROT_READ);
	return when(fault.code == SEGV_ACCERR && fault.address == page);
}

static answer fault_registers(void)
{
	char *page = provoke(PROT_READ);
	return when(fault.trap == 14 && (fault.error & 2) && fault.cr2 == (unsigned long)page);
}

static answer extended_state(void)
{
	provoke(PROT_READ);
	return when(fault.has_registers);
}

static volatile int trapped;

static void on_trap(int number, siginfo_t *info, void *context)
{
	(void)number, (void)context;
	trapped = info->si_code;
}

static answer single_step_flag(void)
{
	struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};
	sigaction(SIGTRAP, &action, 0);
	__asm__ volatile("int3");
	return when(trapped != 0);
}

static const struct row rows[] = {
	{"SIGSEGV where nothing is mapped: `SEGV_MAPERR`, `si_addr`", fault_of_nothing},
	{"SIGSEGV for want of a right: `SEGV_ACCERR`, `si_addr`", fault_of_right},
	{"SIGSEGV with `REG_TRAPNO`, `REG_ERR`, `REG_CR2`", fault_registers},
	{"extended registers in a signal's frame", extended_state},
	{"SIGTRAP of `int3`", single_step_flag},
};

int main(void)
{
	answer_rows(rows, sizeof rows / sizeof *rows);
	return 0;
}
