/* Makes file systems: what mkfs.ext4 does, as far as a guest's disk needs it. */
#ifndef INIT_EXT4_H
#define INIT_EXT4_H

#include "../lib/types.h"

/*
 * Makes an empty ext4 file system, with a journal or without, on a device or file of so many bytes, all of which are
 * zeros: only what is not zero is written. Its root belongs to root and has the mode 0700.
 * Returns 0 or a negative errno: -ENOSPC for less than 16 MB or more than 16 TB.
 */
MUST_USE reg make_ext4(int device, u64 bytes, int has_journal);

#endif
