#include "filter.h"

#include <linux/audit.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"

static void add(struct filter *filter, unsigned short code, size_t if_so, size_t if_not, unsigned value)
{
	if (filter->count == MAX_WORDS || if_so > 255 || if_not > 255)
		give_up("make", "a filter as long as that", -E2BIG);
	filter->words[filter->count++] =
		(struct sock_filter){code, (unsigned char)if_so, (unsigned char)if_not, value};
}

static void load(struct filter *filter, size_t offset)
{
	add(filter, BPF_LD | BPF_W | BPF_ABS, 0, 0, (unsigned)offset);
}

void filter_answer(struct filter *filter, unsigned answer)
{
	add(filter, BPF_RET | BPF_K, 0, 0, answer);
}

void filter_begin(struct filter *filter, unsigned foreign_answer)
{
	filter->refusal = REFUSED;
	load(filter, offsetof(struct seccomp_data, arch));
	add(filter, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, AUDIT_ARCH_X86_64);
	filter_answer(filter, foreign_answer);
	load(filter, offsetof(struct seccomp_data, nr));
}

void filter_call(struct filter *filter, unsigned call, unsigned answer)
{
	add(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, call);
	filter_answer(filter, answer);
}

size_t filter_if(struct filter *filter, unsigned value)
{
	add(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, value);
	return filter->count;
}

void filter_end(struct filter *filter, size_t start)
{
	if (filter->count - start > 255)
		give_up("make", "a filter as long as that", -E2BIG);
	filter->words[start - 1].jf = (unsigned char)(filter->count - start);
}

void filter_load(struct filter *filter, unsigned argument)
{
	load(filter, offsetof(struct seccomp_data, args) + 8 * argument);
}

void filter_load_upper(struct filter *filter, unsigned argument)
{
	load(filter, offsetof(struct seccomp_data, args) + 8 * argument + 4);
}

void filter_mask(struct filter *filter, unsigned bits)
{
	add(filter, BPF_ALU | BPF_AND | BPF_K, 0, 0, bits);
}

void filter_need(struct filter *filter, const unsigned *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add(filter, BPF_JMP | BPF_JEQ | BPF_K, count - i, 0, values[i]);
	filter_answer(filter, filter->refusal);
}

void filter_refuse_bits(struct filter *filter, unsigned bits)
{
	add(filter, BPF_JMP | BPF_JSET | BPF_K, 0, 1, bits);
	filter_answer(filter, filter->refusal);
}

static reg apply(const struct filter *filter, unsigned flags)
{
	struct sock_fprog program = {(unsigned short)filter->count, (struct sock_filter *)filter->words};
	/* Without the flag, a host before 5.16 turns on what slows its processor down. */
	return sys(seccomp, SECCOMP_SET_MODE_FILTER, flags | SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program);
}

reg filter_apply(const struct filter *filter)
{
	return apply(filter, 0);
}

reg filter_apply_and_listen(const struct filter *filter, unsigned flags)
{
	return apply(filter, flags | SECCOMP_FILTER_FLAG_NEW_LISTENER);
}

int has_filters(void)
{
	static struct filter filter;
	filter_answer(&filter, ALLOWED);
	return sys(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) >= 0 && filter_apply(&filter) >= 0;
}
