/* A set of numbers that grows. */
#ifndef LIB_NUMBER_SET_H
#define LIB_NUMBER_SET_H

#include "types.h"

/* Empty when it is all zeros. Numbers are above 0. */
struct number_set {
	u64 *slots;
	size_t size, count;
};

/* Returns 1 when the number is new, 0 when it was there, or -ENOMEM. */
MUST_USE reg add_number(struct number_set *set, u64 number);

#endif
