/* What a program changed in the project's folder. */
#ifndef INIT_PROJECT_CHANGES_H
#define INIT_PROJECT_CHANGES_H

#include "project.h"

/*
 * Writes them to a file, as change-stream.h says. Nobody may be changing the folder any more.
 * `kept`: ends with a null pointer; paths of which changes are written as they are, "." for all. Others only count.
 * Returns 0 or a negative errno.
 */
MUST_USE reg write_changes(const struct project *project, char *const *kept, int file);

#endif
