#include "../lib/dirents.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

enum { MANY = 700 };

/* Writes an entry as the kernel does, whose length is a multiple of 8. Returns where the next one goes. */
static size_t put(struct dirents *walk, size_t at, u64 inode, const char *name)
{
	struct linux_dirent64 *entry = (struct linux_dirent64 *)(walk->bytes + at);
	size_t length = (offsetof(struct linux_dirent64, name) + strlen(name) + 1 + 7) & ~(size_t)7;
	entry->inode = inode;
	entry->length = (unsigned short)length;
	memcpy(walk->bytes + at + offsetof(struct linux_dirent64, name), name, strlen(name) + 1);
	return at + length;
}

static void test_buffer(void)
{
	struct dirents walk;
	struct linux_dirent64 *entry;
	dirents_init(&walk, -1);
	walk.filled = put(&walk, put(&walk, put(&walk, 0, 1, "."), 2, "a longer name"), 3, "b");
	CHECK((entry = dirent_in(&walk)) && entry->inode == 1);
	CHECK((entry = dirent_in(&walk)) && entry->inode == 2);
	CHECK_TEXT(entry->name, "a longer name");
	CHECK((entry = dirent_in(&walk)) && entry->inode == 3);
	CHECK(!dirent_in(&walk) && !dirent_in(&walk));
	/* Then the folder is asked, which is none; and once. */
	CHECK(!next_dirent(&walk) && walk.error == -EBADF);
	CHECK(!next_dirent(&walk) && walk.error == -EBADF);
}

/* More than fit into one call's room. In the working folder, which is empty. */
static void test_many(void)
{
	static char seen[MANY];
	char name[64];
	struct dirents walk;
	struct linux_dirent64 *entry;
	int others = 0;
	CHECK(mkdir("many", 0700) == 0);
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "many/a-name-of-some-length-%d", i);
		close(open(name, O_CREAT | O_WRONLY, 0600));
	}
	int folder = open("many", O_RDONLY | O_DIRECTORY);
	dirents_init(&walk, folder);
	while ((entry = next_dirent(&walk)))
		if (*entry->name == '.')
			others++;
		else
			seen[atoi(entry->name + strlen("a-name-of-some-length-"))]++;
	CHECK(walk.error == 0 && others == 2);
	for (int i = 0; i < MANY; i++)
		CHECK(seen[i] == 1);
	close(folder);
}

void test_dirents(void)
{
	test_buffer();
	test_many();
}
