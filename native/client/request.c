#include "request.h"

#include <string.h>
#include <sys/stat.h>

#include "../lib/memory.h"
#include "../lib/syscall.h"
#include "environment.h"
#include "frames.h"

int read_words(char **words, struct request *request)
{
	size_t count = 0;
	if (!*words)
		return 0;
	if (**words != '-') {
		request->program = words;
		return 1;
	}
	while (words[count] && !is_equal(words[count], "--"))
		count++;
	if (!words[count] || !words[count + 1])
		return 0;
	request->options = words;
	request->option_count = count;
	request->program = words + count + 1;
	return 1;
}

/* Words, each with the NUL that ends it. The first pass counts, the second writes. */
struct writer {
	char *to;
	size_t length;
};

static void add_word(struct writer *writer, const char *word)
{
	size_t length = length_of(word) + 1;
	if (writer->to)
		memcpy(writer->to + writer->length, word, length);
	writer->length += length;
}

static void add_number(struct writer *writer, u64 number)
{
	TEXT(digits, 24);
	text_add_number(&digits, number);
	add_word(writer, digits.bytes);
}

static int any(const char *entry)
{
	(void)entry;
	return 1;
}

static int is_callers(const char *entry)
{
	return !is_between_us(entry);
}

/* How many there are, and they. */
static void add_list(struct writer *writer, char **list, size_t most, int (*is_wanted)(const char *))
{
	size_t count = 0;
	for (size_t i = 0; i < most && list[i]; i++)
		count += is_wanted(list[i]) != 0;
	add_number(writer, count);
	for (size_t i = 0; i < most && list[i]; i++)
		if (is_wanted(list[i]))
			add_word(writer, list[i]);
}

/* Another file is another version, which may have another protocol. */
static int add_stamp(struct writer *writer)
{
	struct stat own;
	TEXT(stamp, 96);
	if (sys(stat, "/proc/self/exe", &own) < 0)
		return 0;
	u64 parts[] = {(u64)own.st_size, (u64)own.st_mtim.tv_sec, (u64)own.st_mtim.tv_nsec, own.st_ino};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (i)
			text_add(&stamp, "-");
		text_add_number(&stamp, parts[i]);
	}
	add_word(writer, stamp.bytes);
	return 1;
}

/* FNV-1a. A hash that another call has, too, is no harm: the server compares the words. */
static u64 hash_of(const char *bytes, size_t length)
{
	u64 hash = 0xcbf29ce484222325;
	while (length--)
		hash = (hash ^ (unsigned char)*bytes++) * 0x100000001b3;
	return hash;
}

/* Whether the standard input is anything but /dev/null. */
static u64 has_input(void)
{
	enum { NULL_DEVICE = 1 << 8 | 3 };
	struct stat input;
	return sys(fstat, 0, &input) < 0 || !S_ISCHR(input.st_mode) || input.st_rdev != NULL_DEVICE;
}

static int add_words(struct writer *writer, struct request *request, char **environment, struct size size)
{
	static char folder[4096];
	enum { ALL = 1 << 30 };
	if (sys(getcwd, folder, sizeof folder) < 0 || *folder != '/' || !add_stamp(writer))
		return 0;
	size_t start = writer->length;
	add_list(writer, request->options, request->option_count, any);
	add_word(writer, folder);
	add_list(writer, environment, ALL, is_deciding);
	if (writer->to)
		request->hash = hash_of(writer->to + start, writer->length - start);
	add_list(writer, request->program, ALL, any);
	add_list(writer, environment, ALL, is_callers);
	add_number(writer, size.rows);
	add_number(writer, size.columns);
	add_number(writer, has_input());
	return 1;
}

int write_request(struct request *request, char **environment, struct size size)
{
	struct writer counted = {NULL, 0};
	use_environment(environment);
	if (!add_words(&counted, request, environment, size))
		return 0;
	request->length = FRAME_HEAD + counted.length;
	request->bytes = map_memory(request->length);
	struct writer written = {request->bytes + FRAME_HEAD, 0};
	if (!request->bytes || !add_words(&written, request, environment, size))
		return 0;
	frame_head(request->bytes, REQUEST, written.length);
	return 1;
}

void text_add_hash(struct text *text, u64 hash)
{
	for (int shift = 60; shift >= 0; shift -= 4)
		text_add_part(text, &"0123456789abcdef"[(hash >> shift) & 15], 1);
}
