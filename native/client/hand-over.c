#include "hand-over.h"

#include <string.h>

#include "../lib/memory.h"
#include "../lib/syscall.h"
#include "../lib/text.h"
#include "environment.h"
#include "finish.h"
#include "signals.h"

/* As long as the system's longest path, and its NUL. */
enum { PATH_SIZE = 4096 };

static size_t count_of(char **list)
{
	size_t count = 0;
	while (list[count])
		count++;
	return count;
}

/* `dist/cli.js`, from where this program is: `dist/native/uml-run-exec`. */
static void find_command(struct text *path)
{
	reg length = sys(readlink, "/proc/self/exe", path->bytes, path->size - 1);
	path->length = length > 0 ? (size_t)length : 0;
	for (int slashes = 0; path->length && slashes < 2;)
		slashes += path->bytes[--path->length] == '/';
	text_cut(path, path->length);
	text_add(path, "/cli.js");
}

/* Its words: node, the command's file, `exec --warm`, and those of this program. */
static char **words_of(const struct caller *caller, char *command)
{
	size_t count = count_of(caller->words);
	char **words = map_memory((count + 5) * sizeof *words);
	if (!words)
		fail("there is no memory");
	words[0] = "node";
	words[1] = command;
	words[2] = "exec";
	words[3] = "--warm";
	memcpy(words + 4, caller->words, count * sizeof *words);
	return words;
}

static char **environment_of(const struct caller *caller, const char *reason)
{
	static TEXT(cold, 256);
	char **environment = map_memory((count_of(caller->environment) + 2) * sizeof *environment), **to = environment;
	if (!environment)
		fail("there is no memory");
	for (char **entry = caller->environment; *entry; entry++)
		if (!is_between_us(*entry))
			*to++ = *entry;
	if (!variable("UML_RUN_WARM_TRIED"))
		return environment;
	text_init(&cold, cold_bytes, sizeof cold_bytes);
	text_add(&cold, "UML_RUN_COLD=");
	text_add(&cold, reason);
	*to = cold.bytes;
	return environment;
}

/* Starts the first `node` of the PATH that can be started. */
static void start_node(char **words, char **environment)
{
	TEXT(path, PATH_SIZE);
	const char *folders = variable("PATH");
	while (folders && *folders) {
		size_t length = 0;
		while (folders[length] && folders[length] != ':')
			length++;
		text_cut(&path, 0);
		text_add_part(&path, folders, length);
		text_add(&path, "/node");
		if (length && !path.truncated)
			try_sys(execve, path.bytes, words, environment);
		folders += length + (folders[length] == ':');
	}
}

void hand_over(const struct caller *caller, const char *reason)
{
	TEXT(command, PATH_SIZE);
	use_environment(caller->environment);
	find_command(&command);
	release_signals();
	start_node(words_of(caller, command.bytes), environment_of(caller, reason));
	fail("no server can be asked, and there is no node on the PATH; install Node.js 20.12 or later");
}
