#include "arrival.h"

#include "../lib/text.h"

reg arrive(struct arrival *arrival, int console)
{
	reg got = sys(read, console, arrival->bytes + arrival->length, sizeof arrival->bytes - arrival->length);
	if (got > 0)
		arrival->length += (size_t)got;
	return got == 0 ? -EIO : got < 0 ? got : 0;
}

int has_arrived(struct arrival *arrival, const char *text)
{
	size_t length = length_of(text);
	size_t kept = arrival->length < length ? arrival->length : length;
	const char *last = arrival->bytes + arrival->length - kept;
	int has = kept == length && is_same(last, text, length);
	/* The text may have begun. */
	for (size_t i = 0; i < kept; i++)
		arrival->bytes[i] = last[i];
	arrival->length = has ? 0 : kept;
	return has;
}
