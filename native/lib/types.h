#ifndef LIB_TYPES_H
#define LIB_TYPES_H

#include <stddef.h>

/* What a system call takes and returns: as wide as a register, which has 32 bits on i386. */
typedef long reg;
typedef unsigned long long u64;

#define MUST_USE __attribute__((warn_unused_result))

#endif
