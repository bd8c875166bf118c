/* A seccomp filter that is put together call by call, most frequent first. */
#ifndef SUPERVISOR_FILTER_H
#define SUPERVISOR_FILTER_H

#include <linux/filter.h>
#include <linux/seccomp.h>

#include "../lib/types.h"

enum { MAX_WORDS = 1024 };

struct filter {
	/* The answer to a call whose argument is refused; REFUSED unless it is set after the beginning. */
	unsigned refusal;
	size_t count;
	struct sock_filter words[MAX_WORDS];
};

enum {
	ALLOWED = SECCOMP_RET_ALLOW,
	/* It seems to work, and does nothing. */
	PRETENDED = SECCOMP_RET_ERRNO,
	REFUSED = SECCOMP_RET_ERRNO | 1 /* EPERM */,
	/* Whoever listens decides. */
	TOLD = SECCOMP_RET_USER_NOTIF,
	UNKNOWN = SECCOMP_RET_ERRNO | 38 /* ENOSYS */,
};

/* For x86-64. Calls by the numbers of another processor, by whatever way they are made, all get the same answer. */
void filter_begin(struct filter *filter, unsigned foreign_answer);

/* The answer to whatever was not answered before. */
void filter_answer(struct filter *filter, unsigned answer);

/* The answer to a call, by its number, or to a value of what was loaded last. */
void filter_call(struct filter *filter, unsigned call, unsigned answer);

/*
 * What comes between these two is for one call, and ends with an answer; likewise for a value of what was loaded last.
 * Nothing that was loaded outside may be compared after the end.
 */
size_t filter_if(struct filter *filter, unsigned value);
void filter_end(struct filter *filter, size_t start);

/* Loads the lower half of an argument, or the upper; the first is 0. */
void filter_load(struct filter *filter, unsigned argument);
void filter_load_upper(struct filter *filter, unsigned argument);

/* Keeps only these bits of what was loaded. */
void filter_mask(struct filter *filter, unsigned bits);

/* Refuses what was loaded unless it is one of the values; or if it has any of the bits. */
#define FILTER_NEED(filter, ...) \
	filter_need(filter, (const unsigned[]){__VA_ARGS__}, sizeof(const unsigned[]){__VA_ARGS__} / sizeof(unsigned))
void filter_need(struct filter *filter, const unsigned *values, size_t count);
void filter_refuse_bits(struct filter *filter, unsigned bits);

/* Applies it to this process and whatever it starts. Returns 0 or a negative errno. */
MUST_USE reg filter_apply(const struct filter *filter);

/* The same, with more flags of seccomp(2). Returns a descriptor on which calls are told of that are answered by TOLD. */
MUST_USE reg filter_apply_and_listen(const struct filter *filter, unsigned flags);

/* Whether the host lets this process apply one: it is tried. */
int has_filters(void);

#endif
