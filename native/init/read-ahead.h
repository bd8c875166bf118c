/*
 * What most probably comes next: a test finds its program in memory then. hostfs reads a file page by page, each with a
 * system call of the host.
 */
#ifndef INIT_READ_AHEAD_H
#define INIT_READ_AHEAD_H

/*
 * Reads a file as a test finds it now. The layer above it keeps what was read, and the folders on the way, as long as it is
 * mounted: the host says when they are out of date (unmake_ahead). "" for none.
 */
void read_ahead(const char *path);

#endif
