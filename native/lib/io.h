/* Whole reads and writes. */
#ifndef LIB_IO_H
#define LIB_IO_H

#include "syscall.h"

/* Writes all of it. Returns 0, or a negative errno. */
MUST_USE reg write_all(int fd, const char *bytes, size_t length);

/* Fills all of the room. Returns 0; or a negative errno, -EIO when the file ends before. */
MUST_USE reg read_all(int fd, void *to, size_t length);

/*
 * Reads the beginning of a file into a text, by one read(2): as files of /proc are to be read. Returns its length; 0,
 * and an empty text, for a file that is empty or cannot be read.
 */
size_t read_beginning(const char *path, char *text, size_t size);

/* The same, of a file that is open, however often. */
size_t read_again(int file, char *text, size_t size);

#endif
