/* A walk over the entries of a folder. */
#ifndef LIB_DIRENTS_H
#define LIB_DIRENTS_H

#include "syscall.h"
#include "text.h"

/* As getdents64(2) writes it; the same on i386. */
struct linux_dirent64 {
	u64 inode, offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

/* Where a walk is. One lasts as long as its memory: `bytes` is what `next_dirent` returns entries in. */
struct dirents {
	int fd;
	size_t at, filled;
	/* 0, or what getdents64(2) failed with: a negative errno. */
	reg error;
	char bytes[8192] __attribute__((aligned(8)));
};

static inline void dirents_init(struct dirents *walk, int fd)
{
	walk->fd = fd;
	walk->at = walk->filled = 0;
	walk->error = 0;
}

/* The next entry that was read already; a null pointer after the last. Pure. */
static inline struct linux_dirent64 *dirent_in(struct dirents *walk)
{
	struct linux_dirent64 *entry = (struct linux_dirent64 *)(walk->bytes + walk->at);
	if (walk->at >= walk->filled)
		return NULL;
	walk->at += entry->length;
	return entry;
}

static inline int is_self_or_parent(const char *name)
{
	return is_equal(name, ".") || is_equal(name, "..");
}

/* The next entry, "." and ".." included, valid until the next call; a null pointer after the last, or at an error. */
static inline struct linux_dirent64 *next_dirent(struct dirents *walk)
{
	struct linux_dirent64 *entry = dirent_in(walk);
	if (entry || walk->error)
		return entry;
	reg got = sys(getdents64, walk->fd, walk->bytes, sizeof walk->bytes);
	walk->at = 0;
	walk->filled = got > 0 ? (size_t)got : 0;
	walk->error = got < 0 ? got : 0;
	return dirent_in(walk);
}

#endif
