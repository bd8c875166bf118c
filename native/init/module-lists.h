/* The lists that depmod leaves beside a kernel's modules. Pure. `-` and `_` are the same in all names. */
#ifndef INIT_MODULE_LISTS_H
#define INIT_MODULE_LISTS_H

#include "../lib/types.h"

/*
 * The module of the first line of modules.alias or modules.symbols ("alias PATTERN MODULE\n") whose pattern, with `*` and
 * `?`, fits; it ends with its line. A null pointer when there is none.
 */
MUST_USE const char *find_alias(const char *lines, const char *wanted);

/*
 * The line of modules.dep ("kernel/a.ko: kernel/b.ko kernel/c.ko\n") of a module, whose name ends with a NUL or its
 * line. A null pointer when there is none.
 */
MUST_USE const char *find_dependencies(const char *lines, const char *module);

/*
 * The path before another one in such a line, from its end (a newline or NUL) to its beginning: as the modules are
 * loaded. Sets the path's length. A null pointer before the first.
 */
MUST_USE const char *path_before(const char *line, const char *end, size_t *length);

#endif
