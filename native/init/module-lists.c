#include "module-lists.h"

#include "../lib/text.h"

static int is_end(char letter)
{
	return letter == 0 || letter == '\n' || letter == ' ';
}

static int is_same_letter(char one, char other)
{
	return (one == '-' ? '_' : one) == (other == '-' ? '_' : other);
}

/* Whether a name fits a pattern, which ends with a space. */
static int fits(const char *pattern, const char *name)
{
	/* Behind the last `*`, and what is left of the name when that stands for a letter less than it could. */
	const char *star = NULL, *rest = NULL;
	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			rest = name;
		} else if (!*name && is_end(*pattern)) {
			return 1;
		} else if (*name && !is_end(*pattern) && (*pattern == '?' || is_same_letter(*pattern, *name))) {
			pattern++;
			name++;
		} else if (star && *rest) {
			pattern = star;
			name = ++rest;
		} else {
			return 0;
		}
	}
}

const char *find_alias(const char *lines, const char *wanted)
{
	for (const char *line = lines; *line; line = next_line(line)) {
		const char *pattern = text_after(line, "alias ");
		if (pattern && fits(pattern, wanted))
			return find_in_line(pattern, " ");
	}
	return NULL;
}

/* Whether a path, such as kernel/net/xt_LOG.ko.xz, is of a module. */
static int is_path_of(const char *path, const char *module)
{
	const char *name = path;
	for (; *path && *path != ':' && *path != '\n'; path++)
		if (*path == '/')
			name = path + 1;
	while (!is_end(*module) && is_same_letter(*name, *module))
		name++, module++;
	return is_end(*module) && text_after(name, ".ko");
}

const char *find_dependencies(const char *lines, const char *module)
{
	for (const char *line = lines; *line; line = next_line(line))
		if (is_path_of(line, module))
			return line;
	return NULL;
}

const char *path_before(const char *line, const char *end, size_t *length)
{
	while (end > line && (is_end(end[-1]) || end[-1] == ':'))
		end--;
	const char *path = end;
	while (path > line && !is_end(path[-1]))
		path--;
	*length = (size_t)(end - path);
	return *length ? path : NULL;
}
