#include "text.h"

void text_init(struct text *text, char *bytes, size_t size)
{
	*text = (struct text){.bytes = bytes, .size = size};
	*bytes = 0;
}

void text_add(struct text *text, const char *more)
{
	text_add_part(text, more, length_of(more));
}

void text_add_part(struct text *text, const char *more, size_t length)
{
	for (; length && *more && text->length + 1 < text->size; length--)
		text->bytes[text->length++] = *more++;
	text->bytes[text->length] = 0;
	if (length && *more)
		text->truncated = 1;
}

void text_add_number(struct text *text, u64 value)
{
	char digits[24];
	char *at = digits + sizeof digits - 1;
	*at = 0;
	do
		*--at = (char)('0' + value % 10);
	while (value /= 10);
	text_add(text, at);
}

void text_cut(struct text *text, size_t length)
{
	text->length = length;
	text->bytes[length] = 0;
	text->truncated = 0;
}

void text_end_line(struct text *text)
{
	if (text->length + 1 == text->size) {
		text->length--;
		text->truncated = 1;
	}
	text_add(text, "\n");
}

size_t length_of(const char *text)
{
	size_t length = 0;
	while (text[length])
		length++;
	return length;
}

int is_equal(const char *one, const char *other)
{
	while (*one && *one == *other)
		one++, other++;
	return *one == *other;
}

int is_same(const void *one, const void *other, size_t length)
{
	const char *left = one, *right = other;
	while (length && *left == *right)
		left++, right++, length--;
	return length == 0;
}

const char *text_after(const char *text, const char *start)
{
	while (*start && *text == *start)
		text++, start++;
	return *start ? NULL : text;
}

const char *find_in_line(const char *line, const char *text)
{
	for (; *line && *line != '\n'; line++) {
		const char *rest = text_after(line, text);
		if (rest)
			return rest;
	}
	return NULL;
}

const char *next_line(const char *line)
{
	while (*line && *line++ != '\n')
		;
	return line;
}

u64 parse_number(const char *text)
{
	u64 value = 0;
	while (*text >= '0' && *text <= '9')
		value = value * 10 + (u64)(*text++ - '0');
	return value;
}

static int hex_digit(char letter)
{
	if (letter >= '0' && letter <= '9')
		return letter - '0';
	return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

size_t parse_bytes(const char *digits, unsigned char *bytes, size_t room)
{
	size_t length = 0;
	for (; length < room && hex_digit(digits[0]) >= 0 && hex_digit(digits[1]) >= 0; digits += 2)
		bytes[length++] = (unsigned char)(hex_digit(digits[0]) << 4 | hex_digit(digits[1]));
	return length;
}
