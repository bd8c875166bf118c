#include "../init/watch.h"

#include <asm/errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static void touch(const char *path)
{
	close(open(path, O_CREAT | O_WRONLY, 0600));
}

static u64 digest(int folder)
{
	u64 found;
	CHECK(digest_entries(folder, &found) == 0);
	return found;
}

static void swap(const char *one, const char *other)
{
	CHECK(rename(one, "swap/between") == 0 && rename(other, one) == 0 && rename("swap/between", other) == 0);
}

/* Any two files change names, which differ in one letter. */
static void test_swaps(void)
{
	enum { FILES = 16 };
	char names[FILES][sizeof "swapped/tty0"];
	CHECK(mkdir("swapped", 0700) == 0 && mkdir("swap", 0700) == 0);
	for (int i = 0; i < FILES; i++) {
		snprintf(names[i], sizeof names[i], "swapped/tty%c", 'a' + i);
		touch(names[i]);
	}
	int folder = open("swapped", O_RDONLY | O_DIRECTORY);
	u64 before = digest(folder);
	for (int i = 0; i < FILES; i++)
		for (int j = 0; j < i; j++) {
			swap(names[i], names[j]);
			CHECK(digest(folder) != before);
			swap(names[i], names[j]);
			CHECK(digest(folder) == before);
		}
	close(folder);
}

void test_watch(void)
{
	test_swaps();
	u64 ignored;
	CHECK(mkdir("watched", 0700) == 0);
	int folder = open("watched", O_RDONLY | O_DIRECTORY);
	u64 empty = digest(folder);
	CHECK(digest(folder) == empty);
	touch("watched/a");
	touch("watched/b");
	u64 two = digest(folder);
	CHECK(two != empty);
	/* Another file under a name. */
	touch("other");
	CHECK(rename("other", "watched/a") == 0);
	CHECK(digest(folder) != two);
	/* The folder above may change. */
	u64 changed = digest(folder);
	CHECK(mkdir("above", 0700) == 0 && rename("watched", "above/watched") == 0);
	CHECK(digest(folder) == changed);
	close(folder);
	CHECK(digest_entries(folder, &ignored) == -EBADF);
}
