/* What overlayfs notes in its upper folder: Documentation/filesystems/overlayfs.rst of Linux. */
#ifndef INIT_LAYER_H
#define INIT_LAYER_H

#include <linux/stat.h>

#include "../lib/text.h"

/* Whether it stands for something that was removed. */
int is_whiteout(const struct statx *status);

/* Whether a folder, open to be read, shows nothing of the one below. */
int is_opaque(int folder);

/*
 * Where a folder, open to be read, was moved from, as overlayfs says it: a path from the top that begins with a slash, or
 * another name in the same folder. Returns a null pointer when it was not moved. Valid until the next call.
 */
const char *moved_from(int folder);

#endif
