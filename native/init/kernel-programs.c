#include "kernel-programs.h"

#include <fcntl.h>
#include <linux/fanotify.h>

#include "../lib/syscall.h"
#include "../lib/text.h"
#include "modprobe.h"

static struct {
	/* Tells of programs that are executed from this process's own mounts, where no test is; -1 without. */
	int queue;
	int has_run;
} self = {.queue = -1};

static void mark(const char *path)
{
	const unsigned flags = FAN_MARK_ADD | FAN_MARK_MOUNT;
#ifdef __i386__
	/* A mask of 64 bits is two arguments there. */
	try_sys(fanotify_mark, self.queue, flags, FAN_OPEN_EXEC, 0, AT_FDCWD, path);
#else
	try_sys(fanotify_mark, self.queue, flags, FAN_OPEN_EXEC, AT_FDCWD, path);
#endif
}

/* "36 35 98:0 /mnt1 /mnt2 rw,noatime ...": the fifth word is where something is mounted. */
static void mark_line(const char *line)
{
	TEXT(path, 256);
	for (int words = 0; words < 4; words++) {
		while (*line && *line != ' ' && *line != '\n')
			line++;
		line += *line == ' ';
	}
	size_t length = 0;
	while (line[length] && line[length] != ' ' && line[length] != '\n')
		length++;
	text_add_part(&path, line, length);
	if (!is_equal(path.bytes, MODPROBE))
		mark(path.bytes);
}

void notice_kernel_programs(const char *mount_table)
{
	self.queue = (int)sys(fanotify_init, FAN_CLASS_NOTIF | FAN_CLOEXEC | FAN_NONBLOCK, O_RDONLY | O_CLOEXEC);
	for (; self.queue >= 0 && *mount_table; mount_table = next_line(mount_table))
		mark_line(mount_table);
}

void notice_kernel_programs_at(const char *path)
{
	if (self.queue >= 0)
		mark(path);
}

struct pollfd kernel_program_event(void)
{
	return (struct pollfd){.fd = self.queue, .events = POLLIN};
}

int has_kernel_program_run(void)
{
	struct fanotify_event_metadata event;
	if (self.queue < 0)
		return self.has_run;
	reg got = sys(read, self.queue, &event, sizeof event);
	if (got == -EAGAIN)
		return 0;
	/* The file itself is of no interest; and what else happens makes no difference any more. */
	if (got > 0 && event.fd >= 0)
		try_sys(close, event.fd);
	try_sys(close, self.queue);
	self.queue = -1;
	return self.has_run = 1;
}
