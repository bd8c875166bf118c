#include "memory-use.h"

#include <fcntl.h>

#include "../lib/io.h"
#include "../lib/text.h"

/* Milliseconds. */
enum { MAX_WAIT = 500 };

static struct {
	int file;
	/* Of the kernel's own, at first, in kilobytes. */
	u64 own;
} self = {.file = -1};

void open_memory_use(void)
{
	self.file = (int)sys(open, "/proc/meminfo", O_RDONLY | O_CLOEXEC);
}

u64 memory_of(const char *text, const char *name)
{
	for (; *text; text = next_line(text)) {
		const char *number = text_after(text, name);
		while (number && *number == ' ')
			number++;
		if (number)
			return parse_number(number);
	}
	return 0;
}

/* In kilobytes. */
struct use { u64 all, files, own; };

static struct use read_use(void)
{
	char text[2048];
	read_again(self.file, text, sizeof text);
	return (struct use){memory_of(text, "MemTotal:"), memory_of(text, "Shmem:"), memory_of(text, "SUnreclaim:")};
}

void learn_memory_use(void)
{
	self.own = read_use().own;
}

int is_memory_filled(void)
{
	for (int waited = 0;; waited++) {
		struct use use = read_use();
		if (use.files > use.all / 4)
			return 1;
		if (use.own <= self.own + use.all / 16)
			return 0;
		if (waited == MAX_WAIT)
			return use.own > self.own + use.all / 4;
		try_sys(poll, 0, 0, 1);
	}
}
