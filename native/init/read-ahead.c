#include "read-ahead.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "../lib/syscall.h"

void read_ahead(const char *path)
{
	/* The kernel reads no more at once. */
	enum { PIECE = 128 << 10 };
	struct stat status = {0};
	if (!*path)
		return;
	/* It may have become a pipe. */
	int file = (int)sys(open, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (file < 0)
		return;
	try_sys(fstat, file, &status);
	for (off_t at = 0; at < status.st_size; at += PIECE)
		try_sys(readahead, file, at, PIECE);
	try_sys(close, file);
}
