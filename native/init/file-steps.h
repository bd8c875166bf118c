/*
 * Steps of the boot plan that make files, folders and mounts. Paths are absolute. They leave with a problem when they
 * cannot, unless they say otherwise.
 */
#ifndef INIT_FILE_STEPS_H
#define INIT_FILE_STEPS_H

#include "plan.h"

/* A path, and its mode. A folder that is there stays. */
void step_folder(struct plan *plan, char **words);

/* The path of an empty file. */
void step_file(struct plan *plan, char **words);

/* A path, "b" for a block device or another word, and the device's numbers. Passes over what cannot be made. */
void step_device(struct plan *plan, char **words);

/* A target, and the link's path. What is there stays. */
void step_link(struct plan *plan, char **words);

/* The path of a file, and that of its copy in memory. One that cannot be read is shown there as it is. */
void step_copy(struct plan *plan, char **words);

/* A type, a source, a path, flags and options. */
void step_mount(struct plan *plan, char **words);

/* The same, unless the kernel cannot. */
void step_try_mount(struct plan *plan, char **words);

/* The path of a mount, or of an empty folder, to be taken away. */
void step_forget(struct plan *plan, char **words);

#endif
