/* Folders of the host with a layer above them in memory, which takes what is written. */
#ifndef INIT_OVERLAY_H
#define INIT_OVERLAY_H

#include "../lib/text.h"

/*
 * Whether the kernel has overlayfs, and can open a file of the host through it: hostfs of 5.10 looks for such a file by
 * the path that it has in the overlay.
 */
MUST_USE int has_overlay(void);

/*
 * Shows folders at `target`.
 * `lower`: paths with colons between them; of two files of a name, the first folder's is seen
 * `like`: the folder whose owner, mode and times `target` gets
 */
void mount_overlay(const char *lower, const char *like, char *target);

/* Writes the options of such a mount. `upper` and `work`: paths of the layer in memory, and of a folder of its own. */
void overlay_options(struct text *options, const char *lower, const char *upper, const char *work);

#endif
