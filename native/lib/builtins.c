/* What the compiler calls by itself, for plain assignments and initialisers. */
#include <stddef.h>

/* Nothing in the sources names them, so the linker's optimiser would leave them out. */
#define CALLED_BY_THE_COMPILER __attribute__((used))

void *memset(void *to, int byte, size_t length);
void *memcpy(void *to, const void *from, size_t length);

CALLED_BY_THE_COMPILER void *memset(void *to, int byte, size_t length)
{
	char *at = to;
	while (length--)
		*at++ = (char)byte;
	return to;
}

CALLED_BY_THE_COMPILER void *memcpy(void *to, const void *from, size_t length)
{
	void *at = to;
	/* Of a frame of 16 kB, a loop would take a byte at a time. */
	__asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(length) : : "memory");
	return to;
}
