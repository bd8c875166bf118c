#ifndef SWITCH_CLOCK_H
#define SWITCH_CLOCK_H

#include "../lib/syscall.h"

enum { REAL, MONOTONIC };

/* Nanoseconds. */
static inline u64 time_of(int clock)
{
	struct { reg seconds, nanoseconds; } time = {0, 0};
	try_sys(clock_gettime, clock, &time);
	return (u64)time.seconds * 1000000000 + (u64)time.nanoseconds;
}

#endif
