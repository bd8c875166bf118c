/* Processes that pass on what the host sends on a console. They end with the test. */
#ifndef INIT_RELAY_H
#define INIT_RELAY_H

#define INPUT_CONSOLE "/dev/tty4"

/*
 * A pipe that gives what the host sends on that console for a test. First the host sends a text that it has made up for that
 * test, for what an earlier one has not read may come before it. A console in raw mode has no end of file, so then the host
 * says before each piece how long it is, in four bytes, and ends with a piece of no length.
 * Returns the pipe's reading end, or a negative errno.
 */
int relay_input(const char *beginning);

/* Gives a terminal the sizes that the host sends there, after the same text: pieces of rows and columns, two bytes each. */
void relay_sizes(const char *beginning, int terminal);

#endif
