/*
 * Files that are open although no process has them. What was sent over a unix socket and not received is open as long as
 * the socket is; and a socket that was sent over itself, until the kernel looks for such ones.
 */
#ifndef INIT_OPEN_FILES_H
#define INIT_OPEN_FILES_H

#include "../lib/types.h"

/* Where /proc is in sight. */
void open_file_count(void);

/* Before the first test. */
void learn_open_files(void);

/*
 * Between two tests: whether no more files are open than before the first. Has the kernel look for what is in flight, and
 * waits for a moment, should it take one.
 */
MUST_USE int are_files_closed(void);

#endif
