/* The terminal that this program was started on. */
#ifndef CLIENT_TERMINAL_H
#define CLIENT_TERMINAL_H

#include "../lib/types.h"

struct size {
	unsigned rows, columns;
};

/* Both 0 unless standard input and output are a terminal. One that does not know its size has a usual one. */
struct size size_of_terminal(void);

/* Whether standard input is a terminal that belongs to another process group now: reading from it would stop this one. */
int is_in_background(void);

/* Standard input gives each key as it is typed. */
void make_terminal_raw(void);

/* As it was. In the background it is somebody else's. */
void give_back_terminal(void);

#endif
