#include "modules.h"

#include <fcntl.h>

#include "../lib/memory.h"
#include "../lib/syscall.h"
#include "../lib/text.h"

enum { SIZE = 16384, MAX_FOR_SOCKETS = 512 };

static struct {
	int file;
	/* What it said at first, and room for what it says. */
	char *first, *now;
	const char *for_sockets[MAX_FOR_SOCKETS];
	size_t for_sockets_count;
} self = {.file = -1};

void open_modules(void)
{
	self.file = (int)sys(open, "/proc/modules", O_RDONLY | O_CLOEXEC);
}

void note_module_for_sockets(const char *name)
{
	if (self.for_sockets_count < MAX_FOR_SOCKETS)
		self.for_sockets[self.for_sockets_count++] = name;
}

static void read_modules(char *text)
{
	reg length = sys(pread64, self.file, text, SIZE - 1, 0);
	text[length > 0 ? length : 0] = 0;
}

void learn_modules(void)
{
	self.first = map_own_memory(SIZE);
	self.now = map_own_memory(SIZE);
	if (self.file < 0 || !self.first || !self.now)
		self.file = -1;
	else
		read_modules(self.first);
}

int are_modules_changed(void)
{
	if (self.file < 0)
		return 0;
	read_modules(self.now);
	return !are_same_modules(self.first, self.now, self.for_sockets, self.for_sockets_count);
}

/* The length of the name that a line begins with. */
static size_t name_length(const char *line)
{
	size_t length = 0;
	while (line[length] && line[length] != ' ' && line[length] != '\n')
		length++;
	return length;
}

static int is_named(const char *line, const char *name)
{
	size_t length = name_length(line);
	for (size_t i = 0; i < length; i++)
		if (line[i] != name[i])
			return 0;
	return length == length_of(name);
}

static const char *next_line(const char *line)
{
	while (*line && *line++ != '\n')
		;
	return line;
}

/* The line itself, or the first after it whose module is none of those. */
static const char *skip(const char *line, const char *const *names, size_t count)
{
	for (size_t i = 0; *line && i < count; i++)
		if (is_named(line, names[i])) {
			line = next_line(line);
			i = (size_t)-1;
		}
	return line;
}

int are_same_modules(const char *one, const char *other, const char *const *ignored, size_t count)
{
	for (;;) {
		one = skip(one, ignored, count);
		other = skip(other, ignored, count);
		if (!*one || !*other)
			return *one == *other;
		size_t length = name_length(one);
		if (length != name_length(other))
			return 0;
		for (size_t i = 0; i < length; i++)
			if (one[i] != other[i])
				return 0;
		one = next_line(one);
		other = next_line(other);
	}
}
