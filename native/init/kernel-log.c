#include "kernel-log.h"

#include <fcntl.h>

#include "../lib/io.h"
#include "../lib/text.h"

static struct {
	int log, tainted, ignore_loglevel, printk_delay;
} self = {-1, -1, -1, -1};

void open_kernel_log(void)
{
	self.log = (int)sys(open, "/dev/kmsg", O_WRONLY | O_CLOEXEC);
}

/* A kernel may lack any of them. */
void open_kernel_settings(void)
{
	self.tainted = (int)sys(open, "/proc/sys/kernel/tainted", O_RDONLY | O_CLOEXEC);
	self.ignore_loglevel = (int)sys(open, "/sys/module/printk/parameters/ignore_loglevel", O_WRONLY | O_CLOEXEC);
	self.printk_delay = (int)sys(open, "/proc/sys/kernel/printk_delay", O_WRONLY | O_CLOEXEC);
}

void mark_kernel_log(const char *token)
{
	/* SYSLOG_ACTION_CONSOLE_LEVEL, in the kernel's include/linux/syslog.h, and the level that shows info and above. */
	enum { SET_CONSOLE_LEVEL = 8, INFO_AND_ABOVE = 7 };
	TEXT(line, 128);
	/* It does not wait before each line. */
	try_sys(pwrite64, self.printk_delay, "0\n", 2, 0);
	/* The console shows all levels, and where that cannot be set info and above, whatever a test may have done to it. */
	try_sys(pwrite64, self.ignore_loglevel, "Y", 1, 0);
	try_sys(syslog, SET_CONSOLE_LEVEL, 0, INFO_AND_ABOVE);
	/* On a line of its own, whatever a test has left on the console. */
	text_add(&line, "<3>\numl-run: end of ");
	text_add(&line, token);
	text_end_line(&line);
	/* The host notices a mark that is missing. */
	may_fail(write_all(self.log, line.bytes, line.length));
}

int read_taint(u64 *taint)
{
	char text[24];
	if (read_again(self.tainted, text, sizeof text) == 0)
		return 0;
	*taint = parse_number(text);
	return 1;
}

int is_splat_taint(u64 before, u64 after)
{
	enum { BAD_PAGE = 1 << 5, DIE = 1 << 7, WARN = 1 << 9, SOFT_LOCKUP = 1 << 14 };
	return (after & ~before & (BAD_PAGE | DIE | WARN | SOFT_LOCKUP)) != 0;
}
