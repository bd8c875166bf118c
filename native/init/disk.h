/* Disks of the guest: block devices that are files of the host, with an ext4 file system that this program makes. */
#ifndef INIT_DISK_H
#define INIT_DISK_H

#include "../lib/types.h"

/* A folder at the top of a disk's file system, and whose it is when it is made. */
struct disk_folder {
	const char *device, *name;
	u64 mode, uid, gid;
};

/*
 * Makes a new file system on a disk that is not mounted: nothing that was there is left. With a journal, what is written
 * synchronously survives the kernel. Returns 0 or a negative errno.
 */
MUST_USE reg renew_disk(const char *device, int has_journal);

/*
 * Mounts all of a disk, with `flags` of mount(2).
 * Returns a descriptor of its root, which keeps it in use, or a negative errno.
 */
MUST_USE reg mount_disk(const char *device, const char *target, u64 flags);

/*
 * Mounts a folder of a disk, which is made where it is not there. What lies beside it cannot be reached from there.
 * Returns 0 or a negative errno.
 */
MUST_USE reg mount_from_disk(const struct disk_folder *folder, char *target, u64 flags);

#endif
