#include "layer.h"

#include <sys/stat.h>

#include "../lib/syscall.h"

int is_whiteout(const struct statx *status)
{
	return S_ISCHR(status->stx_mode) && status->stx_rdev_major == 0 && status->stx_rdev_minor == 0;
}

int is_opaque(int folder)
{
	char value = 0;
	return sys(fgetxattr, folder, "trusted.overlay.opaque", &value, sizeof value) == 1 && value == 'y';
}

const char *moved_from(int folder)
{
	static char value[4097];
	reg length = sys(fgetxattr, folder, "trusted.overlay.redirect", value, sizeof value - 1);
	if (length <= 0)
		return NULL;
	value[length] = 0;
	return value;
}
