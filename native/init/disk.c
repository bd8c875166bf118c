#include "disk.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mount.h>

#include "../lib/syscall.h"
#include "ext4.h"
#include "mounts.h"

enum { DISCARD = _IO(0x12, 119) /* BLKDISCARD: its header does not go together with that of mount(2) */ };

reg renew_disk(const char *device, int has_journal)
{
	u64 range[2] = {0};
	reg error, disk = sys(open, device, O_RDWR | O_CLOEXEC);
	if (disk < 0)
		return disk;
	/* Leaves a hole in the host's file; other ways to make zeros would fill it. */
	if ((error = sys(ioctl, disk, BLKGETSIZE64, &range[1])) >= 0 && (error = sys(ioctl, disk, DISCARD, range)) >= 0)
		error = make_ext4((int)disk, range[1], has_journal);
	try_sys(close, disk);
	return error;
}

reg mount_disk(const char *device, const char *target, u64 flags)
{
	/* The host's disk may wait, for no disk of a guest outlives it; what is deleted gives the host its room back. */
	reg error = sys(mount, device, target, "ext4", flags, "nobarrier,discard");
	return error < 0 ? error : sys(open, target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Returns 0, also where it is there, or a negative errno. */
static MUST_USE reg make_disk_folder(reg root, const struct disk_folder *folder)
{
	reg error = sys(mkdirat, root, folder->name, 0700);
	if (error < 0)
		return error == -EEXIST ? 0 : error;
	if ((error = sys(fchownat, root, folder->name, folder->uid, folder->gid, 0)) < 0)
		return error;
	return sys(fchmodat, root, folder->name, folder->mode);
}

reg mount_from_disk(const struct disk_folder *folder, char *target, u64 flags)
{
	reg error, tree, root = mount_disk(folder->device, target, flags);
	if (root < 0)
		return root;
	error = make_disk_folder(root, folder);
	tree = error < 0 ? error : sys(open_tree, root, folder->name, OPEN_TREE_CLONE | O_CLOEXEC);
	try_sys(close, root);
	try_sys(umount2, target, MNT_DETACH);
	if (tree < 0)
		return tree;
	error = sys(move_mount, tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH);
	try_sys(close, tree);
	if (error >= 0)
		note_mount(target);
	return error;
}
