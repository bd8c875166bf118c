/*
 * Writes pseudo-random bytes, others to stdout than to stderr, in pieces of any size: `<number>-<what>-<MB>`, where what is
 *
 *   both   both streams at once, each from a process of its own
 *   last   one after the other, and then the kernel panics
 *   left   stdout, from a process that goes on for ever, when this one has ended
 *   ever   stdout, for ever
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static uint32_t random_words[32768];

static void fill(uint32_t *state)
{
	for (size_t i = 0; i < sizeof random_words / sizeof *random_words; i++) {
		*state ^= *state << 13;
		*state ^= *state >> 17;
		*state ^= *state << 5;
		random_words[i] = *state;
	}
}

static void write_all(int fd, const char *bytes, size_t length)
{
	while (length) {
		size_t piece = 1 + (size_t)random() % 100000;
		ssize_t written = write(fd, bytes, piece < length ? piece : length);
		if (written < 0)
			_exit(1);
		bytes += written;
		length -= (size_t)written;
	}
}

/* Of a stream, so many MB; then says so on a pipe, and goes on. */
static void pour(int fd, long megabytes, int then)
{
	uint32_t state = (uint32_t)fd;
	for (long i = 0; i < megabytes * 8; i++) {
		fill(&state);
		write_all(fd, (char *)random_words, sizeof random_words);
	}
	while (then >= 0) {
		if (write(then, "", 1) != 1)
			_exit(1);
		fill(&state);
		write_all(fd, (char *)random_words, sizeof random_words);
	}
}

int main(int words, char **word)
{
	char *what = strchr(basename(word[0]), '-') + 1;
	long megabytes = atol(strrchr(what, '-') + 1);
	int ends[2], status;
	char byte;
	(void)words;
	if (strncmp(what, "both", 4) == 0) {
		if (fork() == 0) {
			pour(2, megabytes, -1);
			return 0;
		}
		pour(1, megabytes, -1);
		return wait(&status) < 0 || status;
	}
	if (strncmp(what, "last", 4) == 0) {
		pour(2, megabytes, -1);
		pour(1, megabytes, -1);
		return write(open("/proc/sysrq-trigger", O_WRONLY), "c", 1) < 0;
	}
	if (strncmp(what, "left", 4) == 0) {
		if (pipe(ends) < 0)
			return 1;
		if (fork() == 0) {
			pour(1, megabytes, ends[1]);
			return 0;
		}
		return read(ends[0], &byte, 1) != 1;
	}
	for (uint32_t state = 1;;) {
		fill(&state);
		write_all(1, (char *)random_words, sizeof random_words);
	}
}
