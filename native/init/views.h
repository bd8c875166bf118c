/* File systems that show the kernel, or the namespaces that whoever mounts them is in. */
#ifndef INIT_VIEWS_H
#define INIT_VIEWS_H

#include "../lib/types.h"

/* What is the same for all tests: below the /sys that those see which have no network of their own. */
void mount_shared_views(void);

/* A test's own: `own` are its kinds of namespaces, as flags of clone(2). */
void mount_views(u64 own);

#endif
