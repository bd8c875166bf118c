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

size_t read_beginning(const char *path, char *text, size_t size)
{
	reg got = 0, fd = sys(open, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0) {
		got = sys(read, fd, text, size - 1);
		try_sys(close, fd);
	}
	if (got < 0)
		got = 0;
	text[got] = 0;
	return (size_t)got;
}
