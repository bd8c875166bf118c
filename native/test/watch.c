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

struct entries { char bytes[4096]; size_t length; };

static struct entries entries_of(int folder)
{
	struct entries entries = {.length = sizeof entries.bytes};
	CHECK(copy_entries(folder, entries.bytes, &entries.length) == 0);
	CHECK(entries.length <= sizeof entries.bytes);
	return entries;
}

static int is_same(const struct entries *before, int folder)
{
	struct entries now = entries_of(folder);
	return now.length == before->length && memcmp(now.bytes, before->bytes, now.length) == 0;
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
	for (int i = 0; i < FILES; i++)
		for (int j = 0; j < i; j++) {
			struct entries before = entries_of(folder);
			CHECK(is_same(&before, folder));
			swap(names[i], names[j]);
			CHECK(!is_same(&before, folder));
		}
	close(folder);
}

void test_watch(void)
{
	test_swaps();
	CHECK(mkdir("watched", 0700) == 0);
	int folder = open("watched", O_RDONLY | O_DIRECTORY);
	struct entries empty = entries_of(folder);
	CHECK(is_same(&empty, folder));
	touch("watched/a");
	touch("watched/b");
	CHECK(!is_same(&empty, folder));
	struct entries two = entries_of(folder);
	/* Another file under a name. */
	touch("other");
	CHECK(rename("other", "watched/a") == 0);
	CHECK(!is_same(&two, folder));
	/* The folder above may change. */
	struct entries changed = entries_of(folder);
	CHECK(mkdir("above", 0700) == 0 && rename("watched", "above/watched") == 0);
	CHECK(is_same(&changed, folder));
	/* Without room, only how much it would be. */
	size_t length = 0;
	CHECK(copy_entries(folder, NULL, &length) == 0 && length == changed.length);
	close(folder);
	CHECK(copy_entries(folder, NULL, &length) == -EBADF);
}
