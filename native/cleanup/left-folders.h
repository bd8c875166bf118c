/* What runs have left of which nothing lives any more: killed together with their own cleanup. */
#ifndef CLEANUP_LEFT_FOLDERS_H
#define CLEANUP_LEFT_FOLDERS_H

/*
 * Removes such folders of this user beside a folder of a run, by their names. A run that lives has its folders open and
 * locked (flock); before that, for a moment, they are new. Does nothing beside a folder that is not called as a run's.
 * `path`: absolute.
 */
void remove_left_beside(const char *path);

#endif
