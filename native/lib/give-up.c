#include "give-up.h"

#include "io.h"
#include "text.h"

const char *program_name;

void stop(int code)
{
	for (;;)
		try_sys(exit_group, code);
}

/* Adds the names of errors that a machine, and no mistake of uml-run, can cause. */
static void add_name(struct text *line, reg error)
{
#define NAMED(error) {error, " (" #error ")"}
	static const struct { reg error; const char *name; } names[] = {
		NAMED(EPERM), NAMED(ENOENT), NAMED(EIO), NAMED(E2BIG), NAMED(ENOEXEC), NAMED(EAGAIN), NAMED(ENOMEM),
		NAMED(EACCES), NAMED(ENOTDIR), NAMED(EINVAL), NAMED(EMFILE), NAMED(ENAMETOOLONG), NAMED(ENOSYS), NAMED(ELOOP),
		NAMED(ETXTBSY), NAMED(EFBIG), NAMED(ENOSPC), NAMED(EBUSY), NAMED(EROFS), NAMED(EADDRINUSE), NAMED(ECONNREFUSED),
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].error == error)
			text_add(line, names[i].name);
}

void complain(const char *what, const char *value, reg error)
{
	/* A path may be as long as the system's longest. */
	TEXT(line, 8192);
	text_add(&line, program_name);
	text_add(&line, ": cannot ");
	text_add(&line, what);
	text_add(&line, " ");
	text_add(&line, value);
	text_add(&line, ": error ");
	text_add_number(&line, (u64)-error);
	add_name(&line, -error);
	text_end_line(&line);
	may_fail(write_all(2, line.bytes, line.length));
}

void give_up(const char *what, const char *value, reg error)
{
	complain(what, value, error);
	stop(126);
}

reg must(reg result, const char *what, const char *value)
{
	if (result < 0)
		give_up(what, value, result);
	return result;
}
