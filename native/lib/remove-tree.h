/* Removes a folder with all that is in it, however deep. */
#ifndef LIB_REMOVE_TREE_H
#define LIB_REMOVE_TREE_H

/*
 * Neither links nor mounts are followed. It takes no more memory and descriptors for a deep tree than for a flat one.
 * What cannot be removed stays. Returns whether anything has changed.
 */
int remove_tree(const char *path);

#endif
