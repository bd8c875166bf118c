#include "io.h"

#include <fcntl.h>

reg write_all(int fd, const char *bytes, size_t length)
{
	while (length) {
		reg written = sys(write, fd, bytes, length);
		if (written == -EINTR || written == -EAGAIN)
			continue;
		if (written < 0)
			return written;
		if (written == 0)
			return -EIO;
		bytes += written;
		length -= (size_t)written;
	}
	return 0;
}

reg read_all(int fd, void *to, size_t length)
{
	char *at = to;
	while (length) {
		reg got = sys(read, fd, at, length);
		if (got <= 0)
			return got < 0 ? got : -EIO;
		at += got;
		length -= (size_t)got;
	}
	return 0;
}

/* Ends what was read, or not, with a NUL. */
static size_t end_text(char *text, reg got)
{
	size_t length = got > 0 ? (size_t)got : 0;
	text[length] = 0;
	return length;
}

size_t read_beginning(const char *path, char *text, size_t size)
{
	reg got = 0, fd = sys(open, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0) {
		got = sys(read, fd, text, size - 1);
		try_sys(close, fd);
	}
	return end_text(text, got);
}

size_t read_again(int file, char *text, size_t size)
{
	return end_text(text, sys(pread64, file, text, size - 1, 0));
}
