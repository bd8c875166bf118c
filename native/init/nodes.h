/*
 * Mode, owner, flags and extended attributes of what all tests use in common: the root, /dev and its usual devices. And what
 * is covered while a test runs: the folders below what is mounted anew for each, and what loads modules. Root can
 * uncover it.
 */
#ifndef INIT_NODES_H
#define INIT_NODES_H

#include "../lib/types.h"

/* Before the first test, where nothing is mounted for one, and no /proc is in sight. */
void learn_nodes(void);

/* The path of one that is different now; a null pointer when none is. `has_notice`: of notices.h. Only root can set flags. */
MUST_USE const char *find_changed_node(int is_root, int has_notice);

#endif
