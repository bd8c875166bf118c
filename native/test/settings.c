#include "../init/keys.h"
#include "../init/memory-use.h"
#include "../init/modules.h"
#include "../init/ring.h"
#include "../init/settings.h"

#include "check.h"

static void test_modules(void)
{
	const char *two = "dummy 16384 0 - Live 0x0\nloop 32768 1 - Live 0x0\n";
	const char *const sockets[] = {"af_alg", "x25"};
	const char *with_sockets = "x25 1 0\ndummy 16384 0\naf_alg 1 0\nx25 1 0\nloop 1 0\naf_alg";
	CHECK(are_same_modules("", "", NULL, 0));
	CHECK(are_same_modules(two, "dummy 16384 2 - Live 0x0\nloop 32768 0 - Live 0x0\n", NULL, 0));
	CHECK(are_same_modules("dummy", "dummy 16384 0 -", NULL, 0));
	CHECK(!are_same_modules(two, "loop 32768 1 - Live 0x0\ndummy 16384 0 - Live 0x0\n", NULL, 0));
	CHECK(!are_same_modules(two, "dummy 16384 0 - Live 0x0\n", NULL, 0));
	CHECK(!are_same_modules(two, "binfmt_misc 1 0 - Live 0x0\ndummy 16384 0 - Live 0x0\nloop 32768 1 - Live 0x0\n", NULL, 0));
	CHECK(!are_same_modules("loop 1", "loop2 1", NULL, 0));
	CHECK(!are_same_modules("", "loop 1", NULL, 0));
	CHECK(are_same_modules(two, with_sockets, sockets, 2));
	CHECK(are_same_modules(with_sockets, two, sockets, 2));
	CHECK(!are_same_modules(two, with_sockets, sockets, 1));
	CHECK(are_same_modules("", "af_alg 1\nx25 1\n", sockets, 2));
	CHECK(!are_same_modules("", "af_algo 1\n", sockets, 2));
	CHECK(!are_same_modules("", "af_al 1\n", sockets, 2));
}

static void test_unsettled(void)
{
	CHECK(is_unsettled("/proc/sys/vm/drop_caches"));
	CHECK(is_unsettled("/sys/kernel/debug"));
	CHECK(!is_unsettled("/proc/sys/debug"));
	CHECK(!is_unsettled("/proc/sys/kernel/core_pattern"));
	CHECK(!is_unsettled("/sys/kernel/uevent_helper"));
}

static void test_memory_use(void)
{
	const char *text = "MemTotal:         245564 kB\nShmem:                12 kB\nSUnreclaim:        5660 kB\n";
	CHECK(memory_of(text, "MemTotal:") == 245564);
	CHECK(memory_of(text, "Shmem:") == 12);
	CHECK(memory_of(text, "SUnreclaim:") == 5660);
	CHECK(memory_of(text, "Unreclaim:") == 0);
	CHECK(memory_of("", "Shmem:") == 0);
	CHECK(memory_of("Shmem:", "Shmem:") == 0);
}

static void test_keys(void)
{
	const char *text = "    0:    12 11/11 9/1000000 187/25000000\n 1000:     4 4/4 203/200 20/20000\n";
	CHECK(keys_of(text, 0) == 9);
	CHECK(keys_of(text, 1000) == 203);
	CHECK(keys_of(text, 100) == 0);
	CHECK(keys_of("", 0) == 0);
	CHECK(keys_of(" 1000: 4", 1000) == 0);
	CHECK(keys_of_others(text, 0) == 203);
	CHECK(keys_of_others(text, 1000) == 9);
	CHECK(keys_of_others(text, 1) == 212);
}

static void test_keyrings(void)
{
	const char *text = "118938f5 I--Q---     1 perm 1f3f0000  1000 65534 keyring   _uid_ses.1000: empty\n"
			   "367f8035 I--Q---     1 expd 1f3f0000  1001 65534 keyring   _uid.1001: empty\n"
			   "367f8035 I--Q---     1   2m 1f3f0000  1002 65534 keyring   _uid.1002: empty\n"
			   "367f8035 I--Q---     1 perm 3d000000  1003 65534 keyring   _uid.1003: empty\n"
			   "367f8035 I--Q---     1 perm 1f3f0000  1000 65534 keyring   _uid.1000: 1\n"
			   "367f8035 I--Q---     1 perm 1f3f0000  1004 65534 keyring   _uid_ses.1004: 1\n"
			   "367f8035 I--Q---     1 perm 1f3f0000  1005 65534 keyring   _uid_ses.1005: 12\n"
			   "367f8035 I--Q---     1 perm 1f3f0000     0 65534 keyring   _uid.0: empty";
	CHECK(is_keyring_fresh(text, "_uid_ses.", 1000, "empty"));
	CHECK(!is_keyring_fresh(text, "_uid_ses.", 1000, "1"));
	CHECK(is_keyring_fresh(text, "_uid_ses.", 1004, "1"));
	CHECK(!is_keyring_fresh(text, "_uid_ses.", 1005, "1"));
	CHECK(is_keyring_fresh(text, "_uid.", 0, "empty"));
	for (u64 user = 1000; user <= 1004; user++)
		CHECK(!is_keyring_fresh(text, "_uid.", user, "empty"));
	CHECK(!is_keyring_fresh("", "_uid.", 0, "empty"));
}

static void test_workers(void)
{
	static const char *const broken[] = {"5.10.162", "5.10.223", "5.12.0", "5.12-rc1", "5.15.160-um", "5.18"};
	static const char *const fine[] = {"", "4.19.300", "5.9.0", "5.10.46", "5.10.161", "5.11.22", "5.19", "6.1.176", "15.15.1"};
	static char version[256];
#define VERSION(release, builder) (snprintf(version, sizeof version, "Linux version %s %s (gcc) #1\n", release, builder), version)
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		CHECK(has_broken_workers(VERSION(broken[i], "(me@home)")));
		CHECK(!has_broken_workers(VERSION(broken[i], "(uml-run@uml-run)")));
	}
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
		CHECK(!has_broken_workers(VERSION(fine[i], "(me@home)")));
	CHECK(!has_broken_workers(""));
}

void test_settings(void)
{
	test_workers();
	test_memory_use();
	test_keys();
	test_keyrings();
	test_modules();
	test_unsettled();
}
