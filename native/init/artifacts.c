#include "artifacts.h"

#include <fcntl.h>
#include <sys/mount.h>

#include "../lib/dirents.h"
#include "../lib/text.h"
#include "disk.h"
#include "leave.h"
#include "mounts.h"

static char place[] = "/artifacts";

/* Files have to be with the host when the test takes the kernel down next. */
enum { FLAGS = MS_SYNCHRONOUS | MS_DIRSYNC };

/* The root is open, so that the disk stays in use: to mount it again for each test costs nothing then. */
static struct { const char *device; reg root; } disk = {.root = -1};

void keep_artifacts_on(const char *device)
{
	if (renew_disk(device, 1) < 0 || (disk.root = mount_disk(device, place, FLAGS)) < 0)
		return;
	disk.device = device;
	try_sys(umount2, place, MNT_DETACH);
}

/* The last name of a path. */
static const char *name_in(const char *path)
{
	const char *name = path;
	for (; *path; path++)
		if (*path == '/')
			name = path + 1;
	return name;
}

/* No test can reach another's: which folder of the host it is, only this process knows. */
static MUST_USE reg mount_folder_of_host(const struct test *test)
{
	reg error = sys(mount, "none", place, "hostfs", 0, test->artifacts);
	if (error >= 0)
		note_mount(place);
	return error;
}

static MUST_USE reg mount_folder_of_disk(const struct test *test)
{
	struct disk_folder folder = {disk.device, name_in(test->artifacts), 0755, test->uid, test->gid};
	return mount_from_disk(&folder, place, FLAGS);
}

void mount_artifacts(const struct test *test)
{
	if (!*test->artifacts)
		return;
	/* Root could write to the disk itself, and so to what other tests have left there. */
	reg error = test->uid && disk.device ? mount_folder_of_disk(test) : mount_folder_of_host(test);
	if (error < 0)
		leave_with_problem("mount the host's folder at", place, error);
}

static int has_left_something(void)
{
	struct dirents walk;
	struct linux_dirent64 *entry;
	int has_left = 0;
	reg folder = sys(open, place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return 1;
	dirents_init(&walk, (int)folder);
	while (!has_left && (entry = next_dirent(&walk)))
		has_left = !is_equal(entry->name, ".") && !is_equal(entry->name, "..");
	try_sys(close, folder);
	return has_left;
}

void write_artifacts(void)
{
	/* Most tests leave nothing, and this waits for the host. */
	if (disk.device && has_left_something())
		try_sys(syncfs, disk.root);
}
