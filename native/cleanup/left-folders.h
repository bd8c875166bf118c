/* What runs have left of which nothing lives any more: killed together with their own cleanup. */
#ifndef CLEANUP_LEFT_FOLDERS_H
#define CLEANUP_LEFT_FOLDERS_H

/*
 * Says that the run of a folder lives: by a lock of its own in an open folder, which ends when it was closed by all that share
 * the descriptor. Returns 0 when there is no such descriptor. Does nothing for a folder that is not named like a run's.
 */
int say_it_lives(int folder, const char *path);

/*
 * Removes the folders of this user's runs beside that of a run, by their names, where the run does not live: it has no lock, and
 * the folder is not new, as are those of runs that are about to take it. Does nothing beside a folder that is not named
 * like a run's, or on a file system of a network. `path`: absolute.
 */
void remove_left_beside(const char *path);

#endif
