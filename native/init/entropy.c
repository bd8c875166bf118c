#include "entropy.h"

#include <fcntl.h>
#include <linux/random.h>

#include "../lib/syscall.h"
#include "../lib/text.h"

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
