#include "../lib/number-set.h"

#include "check.h"

enum { MANY = 5000 };

/* Inode numbers: in a row, and far apart. */
void test_number_set(void)
{
	struct number_set set = {0};
	for (u64 number = 1; number <= MANY; number++) {
		CHECK(add_number(&set, number) == 1);
		CHECK(add_number(&set, number << 40) == 1);
	}
	for (u64 number = 1; number <= MANY; number++) {
		CHECK(add_number(&set, number) == 0);
		CHECK(add_number(&set, number << 40) == 0);
	}
	CHECK(set.count == 2 * MANY);
}
