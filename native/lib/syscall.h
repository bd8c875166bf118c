/*
 * System calls without a C library: the programs here are static files of a few kilobytes that start in any root file
 * system and on any host, and whose bytes depend on nothing but the compiler.
 *
 * A result is the kernel's own: an error is a negative errno. The compiler refuses a call whose result is not used
 * (warn_unused_result): it is checked, or `try_sys` says that the call may fail.
 */
#ifndef LIB_SYSCALL_H
#define LIB_SYSCALL_H

#include <asm/errno.h>
#include <asm/unistd.h>
#include <signal.h>

#include "types.h"

#ifdef __i386__
#include "i386.h"
#else
#include "x86_64.h"
#endif

/* sys(write, fd, buffer, length): up to six arguments; those that are left out are 0. */
#define sys(name, ...) SYS_PADDED(__NR_##name, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define SYS_PADDED(n, a, b, c, d, e, f, ...) sys6(n, (reg)(a), (reg)(b), (reg)(c), (reg)(d), (reg)(e), (reg)(f))

/* A system call that may fail: what follows is right without it, too. */
#define try_sys(...) may_fail(sys(__VA_ARGS__))

static inline void may_fail(reg result)
{
	(void)result;
}

#endif
