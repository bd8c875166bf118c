/*
 * The few system calls that init and supervisor make, without a C library: both are static files of a few kilobytes that
 * start in any root file system and on any host, and whose bytes depend on nothing but the compiler.
 */
#ifndef SYS_H
#define SYS_H

#include <asm/unistd.h>
#include <stddef.h>

/* What a system call takes and gives: as wide as a register, which has 32 bits on i386. */
typedef long i64;
typedef unsigned long long u64;

#ifdef __i386__
#include "i386.h"
#else
#include "x86_64.h"
#endif

#define SYS_COUNT(_1, _2, _3, _4, _5, N, ...) N
#define SYS_PASTE(a, b) a##b
#define SYS_NAME(n) SYS_PASTE(SYS_, n)
#define SYS_0(n) sys6(n, 0, 0, 0, 0, 0, 0)
#define SYS_1(n, a) sys6(n, (i64)(a), 0, 0, 0, 0, 0)
#define SYS_2(n, a, b) sys6(n, (i64)(a), (i64)(b), 0, 0, 0, 0)
#define SYS_3(n, a, b, c) sys6(n, (i64)(a), (i64)(b), (i64)(c), 0, 0, 0)
#define SYS_4(n, a, b, c, d) sys6(n, (i64)(a), (i64)(b), (i64)(c), (i64)(d), 0, 0)
#define SYS_5(n, a, b, c, d, e) sys6(n, (i64)(a), (i64)(b), (i64)(c), (i64)(d), (i64)(e), 0)
/* sys(write, fd, buffer, length): the kernel's own result, so an error is a negative errno. */
#define sys(name, ...) SYS_NAME(SYS_COUNT(__VA_ARGS__, 5, 4, 3, 2, 1, 0))(__NR_##name, __VA_ARGS__)
#define sys0(name) SYS_0(__NR_##name)

/* The compiler may call these for plain assignments and initialisers. */
void *memset(void *to, int byte, size_t length)
{
	char *at = to;
	while (length--)
		*at++ = (char)byte;
	return to;
}

void *memcpy(void *to, const void *from, size_t length)
{
	char *at = to;
	const char *source = from;
	while (length--)
		*at++ = *source++;
	return to;
}

static inline size_t length_of(const char *text)
{
	size_t length = 0;
	while (text[length])
		length++;
	return length;
}

static inline int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static u64 number(const char *text)
{
	u64 value = 0;
	while (*text >= '0' && *text <= '9')
		value = value * 10 + (u64)(*text++ - '0');
	return value;
}

/* Appends to a line that is built in a fixed buffer; what does not fit is left out. */
struct line {
	size_t length;
	char text[1024];
};

static void add(struct line *line, const char *text)
{
	while (*text && line->length < sizeof line->text)
		line->text[line->length++] = *text++;
}

static void add_number(struct line *line, u64 value)
{
	char digits[24];
	char *at = digits + sizeof digits - 1;
	*at = 0;
	do
		*--at = (char)('0' + value % 10);
	while (value /= 10);
	add(line, at);
}

static void write_all(int fd, const char *bytes, size_t length)
{
	while (length) {
		i64 written = sys(write, fd, bytes, length);
		if (written == -4 /* EINTR */ || written == -11 /* EAGAIN */)
			continue;
		if (written <= 0)
			return;
		bytes += written;
		length -= (size_t)written;
	}
}

#endif
