#include "entropy.h"

#include <fcntl.h>
#include <linux/random.h>

#include "../lib/syscall.h"

static int digit(char letter)
{
	if (letter >= '0' && letter <= '9')
		return letter - '0';
	return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

size_t parse_bytes(const char *digits, unsigned char *bytes, size_t room)
{
	size_t length = 0;
	for (; length < room && digit(digits[0]) >= 0 && digit(digits[1]) >= 0; digits += 2)
		bytes[length++] = (unsigned char)(digit(digits[0]) << 4 | digit(digits[1]));
	return length;
}

void add_entropy(const char *digits)
{
	enum { MAX_BYTES = 64 };
	/* As struct rand_pool_info, whose bytes have no size. */
	struct { int bits, size; unsigned char bytes[MAX_BYTES]; } pool = {0};
	reg device = sys(open, "/dev/random", O_WRONLY | O_CLOEXEC);
	if (device < 0)
		return;
	pool.size = (int)parse_bytes(digits, pool.bytes, MAX_BYTES);
	pool.bits = 8 * pool.size;
	try_sys(ioctl, device, RNDADDENTROPY, &pool);
	try_sys(close, device);
}
