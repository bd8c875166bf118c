#include "options.h"

#include <asm/errno.h>

#include "../lib/give-up.h"
#include "../lib/text.h"

static void add_path(struct paths *paths, const char *path)
{
	if (paths->count == MAX_PATHS)
		give_up("take more paths than", "4096", -E2BIG);
	paths->path[paths->count++] = path;
}

static void read_option(const char *name, const char *value, struct options *options)
{
	if (is_equal(name, "--read"))
		add_path(&options->readable, value);
	else if (is_equal(name, "--hide"))
		add_path(&options->hidden, value);
	else if (is_equal(name, "--write"))
		add_path(&options->writable, value);
	else if (is_equal(name, "--write-in"))
		add_path(&options->writable_inside, value);
	else if (is_equal(name, "--unlink-in"))
		add_path(&options->unlinkable, value);
	else if (is_equal(name, "--memory"))
		options->memory = value;
	else if (is_equal(name, "--console"))
		options->console = value;
	else if (is_equal(name, "--connect"))
		options->link = value;
	else if (is_equal(name, "--role") && is_equal(value, "helper"))
		options->role = HELPER;
	else if (is_equal(name, "--role") && is_equal(value, "helper-with-api"))
		options->role = HELPER_WITH_API;
	else if (is_equal(name, "--tap"))
		options->tap = value;
	else if (is_equal(name, "--tap-link"))
		options->tap_link = value;
	else if (is_equal(name, "--tap-reads"))
		options->tap_reads_few = is_equal(value, "few");
	else if (is_equal(name, "--tap-address"))
		options->tap_address = parse_number(value);
	else if (is_equal(name, "--landlock-at-most"))
		options->landlock_at_most = parse_number(value);
	else if (is_equal(name, "--modules"))
		options->modules = value;
	else if (is_equal(name, "--userspace"))
		options->has_seccomp_userspace = is_equal(value, "seccomp");
	else if (is_equal(name, "--refusals"))
		options->tells_refusals = is_equal(value, "tell");
	else if (is_equal(name, "--user"))
		options->user = parse_number(value);
	else if (is_equal(name, "--users-from"))
		options->first_user = parse_number(value);
	else if (is_equal(name, "--descriptors"))
		options->descriptors = parse_number(value);
	else if (is_equal(name, "--data-bytes"))
		options->data_bytes = parse_number(value);
	else if (is_equal(name, "--file-bytes"))
		options->file_bytes = parse_number(value);
	else if (is_equal(name, "--processes"))
		options->processes = parse_number(value);
	else
		give_up("understand", name, -EINVAL);
}

void read_options(char **words, struct options *options)
{
	options->landlock_at_most = ~0ULL;
	for (; *words && !is_equal(*words, "--"); words += 2) {
		if (!words[1])
			give_up("find a value for", *words, -EINVAL);
		read_option(words[0], words[1], options);
	}
	if (!*words || !words[1])
		give_up("start", "nothing", -EINVAL);
	options->program = words + 1;
}
