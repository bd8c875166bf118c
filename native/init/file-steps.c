#include "file-steps.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "../lib/io.h"
#include "../lib/text.h"
#include "leave.h"
#include "mounts.h"

void step_folder(struct plan *plan, char **words)
{
	(void)plan;
	enum { UNMASKED = 0755 };
	const u64 mode = parse_number(words[1]);
	reg error = sys(mkdir, words[0], mode);
	if (error < 0 && error != -EEXIST)
		leave_with_problem("make the folder", words[0], error);
	/* One that is there may have any mode, and keeps it if it is on a read-only file system. */
	if (error < 0 || mode & ~(u64)UNMASKED)
		try_sys(chmod, words[0], mode);
}

void step_file(struct plan *plan, char **words)
{
	(void)plan;
	reg file = sys(open, words[0], O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (file < 0)
		leave_with_problem("make the file", words[0], file);
	try_sys(close, file);
}

void step_device(struct plan *plan, char **words)
{
	(void)plan;
	u64 kind = is_equal(words[1], "b") ? S_IFBLK : S_IFCHR;
	/* The kernel may have made it. */
	try_sys(mknod, words[0], kind | 0600, parse_number(words[2]) << 8 | parse_number(words[3]));
}

void step_link(struct plan *plan, char **words)
{
	(void)plan;
	reg error = sys(symlink, words[0], words[1]);
	if (error < 0 && error != -EEXIST)
		leave_with_problem("make the link", words[1], error);
}

/* Copies what is read from one file to another. Returns 0 or a negative errno. */
static MUST_USE reg copy_bytes(int from, int to)
{
	static char bytes[16384];
	reg got, error;
	while ((got = sys(read, from, bytes, sizeof bytes)) > 0)
		if ((error = write_all(to, bytes, (size_t)got)) < 0)
			return error;
	return got;
}

void step_copy(struct plan *plan, char **words)
{
	(void)plan;
	char *source = words[0], *path = words[1];
	struct stat status;
	reg error, from = sys(open, source, O_RDONLY | O_CLOEXEC);
	reg to = sys(open, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (to < 0)
		leave_with_problem("make the file", path, to);
	/* It may be somebody else's on the host; it is shown, and cannot be read here either. */
	if (from < 0) {
		try_sys(close, to);
		bind_mount(source, path);
		return;
	}
	if ((error = sys(fstat, from, &status)) < 0 || (error = copy_bytes((int)from, (int)to)) < 0 ||
	    (error = sys(fchown, to, status.st_uid, status.st_gid)) < 0 ||
	    (error = sys(fchmod, to, status.st_mode & 07777)) < 0)
		leave_with_problem("copy the file", path, error);
	try_sys(close, from);
	try_sys(close, to);
}

/* Words of a mount: its type, source, target, flags and options. Returns 0 or a negative errno. */
static MUST_USE reg mount_words(char **words)
{
	reg error = sys(mount, words[1], words[2], words[0], parse_number(words[3]), words[4]);
	if (error >= 0)
		note_mount(words[2]);
	return error;
}

void step_mount(struct plan *plan, char **words)
{
	(void)plan;
	reg error = mount_words(words);
	if (error < 0)
		leave_with_problem(is_equal(words[0], "hostfs") ? "mount the host's folder at" : "mount", words[2], error);
}

void step_try_mount(struct plan *plan, char **words)
{
	(void)plan;
	may_fail(mount_words(words));
}

void step_forget(struct plan *plan, char **words)
{
	(void)plan;
	/* What is still in sight is only in the way. */
	try_sys(umount2, words[0], MNT_DETACH);
	try_sys(rmdir, words[0]);
}
