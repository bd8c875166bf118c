#include "output.h"

#include "../lib/syscall.h"
#include "../lib/text.h"
#include "finish.h"

/* What a pipe that can be written to takes without waiting (PIPE_BUF). */
enum { PIECE = 4096 };

static void give_up(int fd, reg error) __attribute__((noreturn));
static void give_up(int fd, reg error)
{
	TEXT(line, 128);
	if (error == -EPIPE)
		finish(NO_READER);
	text_add(&line, "cannot write to standard ");
	text_add(&line, fd == 1 ? "output" : "error");
	text_add(&line, ": ");
	if (error == -ENOSPC)
		text_add(&line, "no space left on the device (ENOSPC)");
	else {
		text_add(&line, "error ");
		text_add_number(&line, (u64)-error);
	}
	text_add(&line, "; send it elsewhere");
	fail(line.bytes);
}

size_t pass_on(int fd, const char *bytes, size_t length)
{
	reg written = sys(write, fd, bytes, length < PIECE ? length : PIECE);
	if (written >= 0)
		return (size_t)written;
	if (written == -EAGAIN || written == -EINTR)
		return 0;
	give_up(fd, written);
}
