/* What the test of a guest changed in the project's folder is told to the host, or brought there. */
#ifndef INIT_BRING_BACK_H
#define INIT_BRING_BACK_H

/* The folder of the host that it is written to, a path that hostfs understands; it stays in memory. */
void note_changes_folder(char *folder);

/* Changes of this path from the project's top are brought back; "." for all. It stays in memory. */
void note_kept_path(char *path);

/* When no test is there: opens what they are written to, which takes half a millisecond. It stays open until they are. */
void open_change_list(void);

/* After the test, when none of its processes is left. Does nothing where the host does not ask. */
void bring_back_changes(void);

#endif
