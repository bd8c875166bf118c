#include "finish.h"

#include "../lib/io.h"
#include "../lib/text.h"
#include "terminal.h"

void finish(int code)
{
	give_back_terminal();
	for (;;)
		try_sys(exit_group, code);
}

void fail(const char *what)
{
	give_back_terminal();
	say(what);
	finish(FAILED);
}

void say(const char *what)
{
	TEXT(line, 512);
	text_add(&line, "uml-run: ");
	text_add(&line, what);
	text_end_line(&line);
	may_fail(write_all(2, line.bytes, line.length));
}
