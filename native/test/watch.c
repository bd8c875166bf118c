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

void test_watch(void)
{
	u64 ignored;
	CHECK(mkdir("watched", 0700) == 0);
	int folder = open("watched", O_RDONLY | O_DIRECTORY);
	u64 empty = digest(folder);
	CHECK(digest(folder) == empty);
	touch("watched/a");
	touch("watched/b");
	u64 two = digest(folder);
	CHECK(two != empty);
	/* Names change places. */
	CHECK(rename("watched/a", "watched/c") == 0 && rename("watched/b", "watched/a") == 0);
	CHECK(rename("watched/c", "watched/b") == 0);
	CHECK(digest(folder) != two);
	CHECK(rename("watched/a", "watched/c") == 0 && rename("watched/b", "watched/a") == 0);
	CHECK(rename("watched/c", "watched/b") == 0);
	CHECK(digest(folder) == two);
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
