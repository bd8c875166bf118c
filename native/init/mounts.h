/* Folders and mounts of the guest's root, and which of them are a test's: these are taken away after it. */
#ifndef INIT_MOUNTS_H
#define INIT_MOUNTS_H

/* Leaves with a problem when it cannot be made. It may be there. */
void make_folder(const char *path);

/* Mounts what is at a path at another, without what is above it. Leaves with a problem when it cannot. */
void bind_mount(const char *source, char *target);

/* From the one to the other, what is mounted is a test's; of one that is still to come, `is_ahead`. */
void begin_test_mounts(int is_ahead);
void end_test_mounts(void);
int is_mounting_for_test(void);
int is_mounting_ahead(void);

/* Something was mounted there; the path stays in memory. */
void note_mount(char *target);

/* Takes a test's mounts away. */
void remove_test_mounts(void);

#endif
