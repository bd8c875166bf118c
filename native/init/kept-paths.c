#include "kept-paths.h"

enum fate fate_of(const char *path, char *const *kept)
{
	enum fate fate = LOST;
	for (; *kept; kept++) {
		if (is_equal(*kept, ".") || is_within(path, *kept))
			return KEPT;
		if (!*path || is_within(*kept, path))
			fate = ON_THE_WAY;
	}
	return fate;
}

int is_within(const char *path, const char *folder)
{
	const char *rest = text_after(path, folder);
	return rest && (!*rest || *rest == '/');
}

void add_name(struct text *path, const char *name)
{
	if (path->length)
		text_add(path, "/");
	text_add(path, name);
}
