/* Text that ends with a NUL, and a builder for it that never writes past its room. Pure. */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include "types.h"

/* Text that is being built. `bytes` always ends with a NUL; what does not fit is left out, and `truncated` is set. */
struct text {
	char *bytes;
	/* Room, the NUL's included: at least 2 bytes. */
	size_t size;
	/* Without the NUL. */
	size_t length;
	int truncated;
};

/* Declares an empty text with room for `size` bytes on the stack (or, with `static` in front, elsewhere). */
#define TEXT(name, size) \
	char name##_bytes[size]; \
	struct text name; \
	text_init(&name, name##_bytes, sizeof name##_bytes)

void text_init(struct text *text, char *bytes, size_t size);
void text_add(struct text *text, const char *more);
/* Adds the beginning of a text. */
void text_add_part(struct text *text, const char *more, size_t length);
void text_add_number(struct text *text, u64 value);

/* Takes away what was added since it was that long. */
void text_cut(struct text *text, size_t length);

/* Ends the text with a newline, for which a text that is full gives up its last byte. */
void text_end_line(struct text *text);

size_t length_of(const char *text);
int is_equal(const char *one, const char *other);
int is_same(const void *one, const void *other, size_t length);

/* What follows a text at the beginning of another, or anywhere in its first line; a null pointer if it is not there. */
const char *text_after(const char *text, const char *start);
const char *find_in_line(const char *line, const char *text);

/* The beginning of the next line; the end of the text after the last. */
const char *next_line(const char *line);

/* The number that a text begins with, in decimal digits; 0 without one. */
u64 parse_number(const char *text);

/* Reads bytes from hexadecimal digits, up to the room. Returns how many. */
MUST_USE size_t parse_bytes(const char *digits, unsigned char *bytes, size_t room);

#endif
