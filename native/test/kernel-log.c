#include "../init/kernel-log.h"

#include "check.h"

void test_kernel_log(void)
{
	/* Documentation/admin-guide/tainted-kernels.rst: 5 bad page, 7 died, 9 warned, 14 soft lockup. */
	for (int bit = 0; bit < 20; bit++) {
		int is_splat = bit == 5 || bit == 7 || bit == 9 || bit == 14;
		CHECK(is_splat_taint(0, 1ULL << bit) == is_splat);
		CHECK(!is_splat_taint(1ULL << bit, 1ULL << bit));
		CHECK(!is_splat_taint(1ULL << bit, 0));
	}
	u64 taint = 7;
	/* Nothing was opened. */
	CHECK(!read_taint(&taint) && taint == 7);
}
