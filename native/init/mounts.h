/* Folders and mounts of the guest's root. */
#ifndef INIT_MOUNTS_H
#define INIT_MOUNTS_H

/* Leaves with a problem when it cannot be made. It may be there. */
void make_folder(const char *path);

/* Mounts what is at a path at another, without what is above it. Leaves with a problem when it cannot. */
void bind_mount(const char *source, const char *target);

#endif
