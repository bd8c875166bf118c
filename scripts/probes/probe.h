/* What the probes of features share: each prints a line a row, "<name><tab><answer>". */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

typedef const char *answer;

struct row {
	const char *name;
	answer (*ask)(void);
};

__attribute__((format(printf, 1, 2))) static inline answer say(const char *format, ...)
{
	static char text[256];
	va_list words;
	va_start(words, format);
	vsnprintf(text, sizeof text, format, words);
	va_end(words);
	return text;
}

/* Of a system call that failed or did not. */
static inline answer by(long result)
{
	return result >= 0 ? "yes" : say("no (%s)", strerrorname_np(errno));
}

static inline answer when(int is_there)
{
	return is_there ? "yes" : "no";
}

static inline int is_yes(answer text)
{
	return strcmp(text, "yes") == 0;
}

/* @returns whether a file has a text in it, among its first 64 KB; its first line, too, comes after a line feed */
static inline int says(const char *path, const char *text)
{
	static char all[1 << 16] = "\n";
	int fd = open(path, O_RDONLY);
	size_t filled = 1;
	for (ssize_t got = 1; fd >= 0 && got > 0 && filled < sizeof all - 1; filled += (size_t)got)
		if ((got = read(fd, all + filled, sizeof all - 1 - filled)) < 0)
			got = 0;
	close(fd);
	all[filled] = 0;
	return strstr(all, text) != 0;
}

/* What a module gives, which the kernel may have built in. */
static inline answer of_module(answer (*ask)(void), const char *module)
{
	char text[128];
	snprintf(text, sizeof text, "modprobe -q %s >/dev/null 2>&1", module);
	if (!is_yes(ask()) && system(text) != 0)
		return ask();
	if (!is_yes(ask()))
		return ask();
	snprintf(text, sizeof text, "\n%s ", module);
	for (char *dash = strchr(text, '-'); dash; dash = strchr(dash, '-'))
		*dash = '_';
	return says("/proc/modules", text) ? "module" : "yes";
}

/* Each row is asked in a process of its own: none can spoil the others, and one that is killed says so. */
static inline void answer_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		printf("%s\t", rows[i].name);
		fflush(stdout);
		pid_t child = fork();
		if (child == 0) {
			alarm(10);
			printf("%s\n", rows[i].ask());
			fflush(stdout);
			_exit(0);
		}
		int status = 0;
		waitpid(child, &status, 0);
		if (WIFSIGNALED(status))
			printf("no (%s)\n", sigabbrev_np(WTERMSIG(status)));
	}
}
