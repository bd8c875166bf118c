#include "descriptors.h"

#include <fcntl.h>

#include "../lib/syscall.h"

void keep_only(int last, const int *kept, size_t count)
{
	/* Where nothing is in the way of what is moved after it. */
	enum { ASIDE = 100 };
	for (size_t i = 0; i < count; i++)
		if (kept[i] >= 0)
			try_sys(dup3, kept[i], ASIDE + i, O_CLOEXEC);
	try_sys(close_range, 0, last - 1, 0);
	try_sys(close_range, last + 1, ASIDE - 1, 0);
	for (size_t i = 0; i < count; i++)
		if (kept[i] >= 0)
			try_sys(dup3, ASIDE + i, (size_t)last + 1 + i, O_CLOEXEC);
	try_sys(close_range, (size_t)last + 1 + count, ~0U, 0);
}
