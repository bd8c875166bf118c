/* Processes that pass on what the host sends on a console. They end with the test. */
#ifndef INIT_RELAY_H
#define INIT_RELAY_H

/*
 * A pipe that gives what the host sends on a console: a console in raw mode has no end of file, so the host says before
 * each piece how long it is, in four bytes, and ends with a piece of no length.
 * Returns the pipe's reading end, or a negative errno.
 */
int relay_input(const char *path);

/* Gives a terminal the sizes that the host sends on a console: pieces of rows and columns, two bytes each. */
void relay_sizes(const char *path, int terminal);

#endif
