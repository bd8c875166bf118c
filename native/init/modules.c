#include "modules.h"

#include <fcntl.h>

#include "../lib/io.h"
#include "../lib/memory.h"
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

void learn_modules(void)
{
	self.first = map_own_memory(SIZE);
	self.now = map_own_memory(SIZE);
	if (self.file < 0 || !self.first || !self.now)
		self.file = -1;
	else
		read_again(self.file, self.first, SIZE);
}

int are_modules_changed(void)
{
	if (self.file < 0)
		return 0;
	read_again(self.file, self.now, SIZE);
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

static int is_any_of(const char *line, const char *const *names, size_t count)
{
	size_t length = name_length(line);
	for (size_t i = 0; i < count; i++)
		if (length == length_of(names[i]) && is_same(line, names[i], length))
			return 1;
	return 0;
}

/* The line itself, or the first after it whose module is none of those. */
static const char *skip(const char *line, const char *const *names, size_t count)
{
	while (*line && is_any_of(line, names, count))
		line = next_line(line);
	return line;
}

int are_same_modules(const char *one, const char *other, const char *const *ignored, size_t count)
{
	for (;; one = next_line(one), other = next_line(other)) {
		one = skip(one, ignored, count);
		other = skip(other, ignored, count);
		if (!*one || !*other)
			return *one == *other;
		size_t length = name_length(one);
		if (length != name_length(other) || !is_same(one, other, length))
			return 0;
	}
}
