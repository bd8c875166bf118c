#include "mask.h"

#include <sys/stat.h>

#include "../lib/syscall.h"
#include "../lib/text.h"
#include "copy-tree.h"
#include "leave.h"

enum { PATH_SIZE = 4096 };

static void mask(const char *of, const char *at, char *path);

void make_mask(const char *of, const char *at, char *const *hidden, size_t count)
{
	make_like(of, at);
	for (size_t i = 0; i < count; i++)
		mask(of, at, hidden[i]);
}

/* With the folders that lead to it. */
static void mask(const char *of, const char *at, char *path)
{
	TEXT(place, PATH_SIZE);
	TEXT(like, PATH_SIZE);
	text_add(&place, at);
	text_add(&place, "/");
	text_add(&like, of);
	text_add(&like, "/");
	for (char *name = path; *name;) {
		char *end = name;
		while (*end && *end != '/')
			end++;
		char after = *end;
		*end = 0;
		text_add(&place, name);
		text_add(&like, name);
		*end = after;
		if (!after)
			break;
		make_like(like.bytes, place.bytes);
		text_add(&place, "/");
		text_add(&like, "/");
		name = end + 1;
	}
	reg error = sys(mknod, place.bytes, S_IFCHR, 0);
	if (error < 0 && error != -EEXIST)
		leave_with_problem("hide", path, error);
}
