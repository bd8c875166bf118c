/* Paths from the top of the project's folder, which is the empty one. Pure. */
#ifndef INIT_KEPT_PATHS_H
#define INIT_KEPT_PATHS_H

#include "../lib/text.h"

/* What becomes of changes: they are brought back, only some of those below are, or they are lost. */
enum fate { KEPT, ON_THE_WAY, LOST };

/* `kept`: ends with a null pointer; "." for all. */
enum fate fate_of(const char *path, char *const *kept);

/* Whether a path is a folder's, or that of something in it. */
int is_within(const char *path, const char *folder);

void add_name(struct text *path, const char *name);

#endif
