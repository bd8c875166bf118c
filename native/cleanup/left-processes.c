#include "left-processes.h"

#include <fcntl.h>

#include "../lib/dirents.h"
#include "../lib/io.h"
#include "../lib/text.h"

enum {
	/* Of a command line: what is looked for comes before the user's own arguments. */
	MAX_WORDS = 16384,
	MAX_PATH = 64,
};

/* Whether a kernel has that on its command line: nothing in its guest can change it. */
static int has_memory_in(const char *words, size_t length, const char *folder)
{
	for (const char *word = words; word < words + length; word += length_of(word) + 1) {
		const char *path = text_after(word, "uml_dir=");
		const char *below = path ? text_after(path, folder) : NULL;
		if (below && *below == '/')
			return 1;
	}
	return 0;
}

static int is_of_guest(u64 process, const char *folder)
{
	static char words[MAX_WORDS];
	TEXT(path, MAX_PATH);
	text_add(&path, "/proc/");
	text_add_number(&path, process);
	text_add(&path, "/cmdline");
	return has_memory_in(words, read_beginning(path.bytes, words, sizeof words), folder);
}

void end_processes_of(const char *folder)
{
	static struct dirents walk;
	struct linux_dirent64 *entry;
	reg processes = sys(open, "/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (processes < 0)
		return;
	dirents_init(&walk, (int)processes);
	while ((entry = next_dirent(&walk))) {
		const u64 number = parse_number(entry->name);
		/* Its number may be another's by now, this is not. */
		const reg process = number ? sys(pidfd_open, number, 0) : -1;
		if (process < 0)
			continue;
		if (is_of_guest(number, folder))
			try_sys(pidfd_send_signal, process, SIGKILL, NULL, 0);
		try_sys(close, process);
	}
	try_sys(close, processes);
}
