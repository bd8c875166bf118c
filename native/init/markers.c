#include "markers.h"

#include "../lib/io.h"
#include "console.h"

static struct {
	int control;
	const char *guest_token;
} self = {.control = -1, .guest_token = "-"};

void open_control(void)
{
	self.control = open_console(CONTROL_CONSOLE);
}

void set_guest_token(const char *token)
{
	self.guest_token = token;
}

const char *guest_token(void)
{
	return self.guest_token;
}

void marker_begin(struct text *marker, const char *kind, const char *token)
{
	text_add(marker, "\n");
	text_add(marker, kind);
	marker_word(marker, token);
}

void marker_word(struct text *marker, const char *word)
{
	text_add(marker, " ");
	text_add(marker, word);
}

void marker_number(struct text *marker, u64 number)
{
	text_add(marker, " ");
	text_add_number(marker, number);
}

void marker_send(struct text *marker)
{
	text_end_line(marker);
	/* An error could only be reported here. */
	may_fail(write_all(self.control, marker->bytes, marker->length));
}

static void say_nothing(const char *line, size_t length)
{
	/* Of what a test has hung up, nothing could be read any more. */
	if (write_all(self.control, line, length) < 0)
		restore_control();
}

void wake_host(void)
{
	say_nothing("\n", 1);
}

void wait_for_host(void)
{
	/* Before it waits, the kernel keeps some hundred messages for the host, or a few that are as long as this one. */
	static char line[4096];
	line[sizeof line - 1] = '\n';
	say_nothing(line, sizeof line);
}

void restore_control(void)
{
	self.control = usable_console(self.control, CONTROL_CONSOLE);
}

void drain_control(void)
{
	drain_console(self.control);
}
