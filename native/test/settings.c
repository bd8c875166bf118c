#include "../init/settings.h"

#include "check.h"

static void test_modules(void)
{
	const char *two = "dummy 16384 0 - Live 0x0\nloop 32768 1 - Live 0x0\n";
	CHECK(are_same_modules("", ""));
	CHECK(are_same_modules(two, "dummy 16384 2 - Live 0x0\nloop 32768 0 - Live 0x0\n"));
	CHECK(are_same_modules("dummy", "dummy 16384 0 -"));
	CHECK(!are_same_modules(two, "loop 32768 1 - Live 0x0\ndummy 16384 0 - Live 0x0\n"));
	CHECK(!are_same_modules(two, "dummy 16384 0 - Live 0x0\n"));
	CHECK(!are_same_modules(two, "binfmt_misc 1 0 - Live 0x0\ndummy 16384 0 - Live 0x0\nloop 32768 1 - Live 0x0\n"));
	CHECK(!are_same_modules("loop 1", "loop2 1"));
	CHECK(!are_same_modules("", "loop 1"));
}

static void test_unsettled(void)
{
	CHECK(is_unsettled("/proc/sys/vm/drop_caches"));
	CHECK(is_unsettled("/sys/kernel/debug"));
	CHECK(!is_unsettled("/proc/sys/debug"));
	CHECK(!is_unsettled("/proc/sys/kernel/core_pattern"));
	CHECK(!is_unsettled("/sys/kernel/uevent_helper"));
}

void test_settings(void)
{
	test_modules();
	test_unsettled();
}
