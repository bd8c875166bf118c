/* Random bytes from the host, without which getrandom(2) waits until the kernel has gathered some: minutes on 5.10. */
#ifndef INIT_ENTROPY_H
#define INIT_ENTROPY_H

#include "../lib/types.h"

/* Gives the kernel's generator bytes that count as random, from their hexadecimal digits: at most 64. */
void add_entropy(const char *digits);

#endif
