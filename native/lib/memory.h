/* Memory of a process's own, in whole pages. */
#ifndef LIB_MEMORY_H
#define LIB_MEMORY_H

#include "syscall.h"
#include <sys/mman.h>

/* Zeroed; a null pointer when there is none. */
static inline MUST_USE void *map_memory(size_t size)
{
	reg address = sys(mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	/* Errors are the last 4095 values that an address could have. */
	return (unsigned long)address >= -4095UL ? NULL : (void *)address;
}

static inline void unmap_memory(void *memory, size_t size)
{
	if (memory)
		may_fail(sys(munmap, memory, size));
}

/*
 * The same, of which no new process gets a copy, where the kernel has madvise(2). For whatever is large: each page that a
 * fork copies costs User Mode Linux as much as a system call.
 */
static inline MUST_USE void *map_own_memory(size_t size)
{
	void *memory = map_memory(size);
	if (memory)
		may_fail(sys(madvise, memory, size, MADV_DONTFORK));
	return memory;
}

#endif
