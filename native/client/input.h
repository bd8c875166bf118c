/* Standard input: read as far as the server gives credit for it, and never in the background of its terminal. */
#ifndef CLIENT_INPUT_H
#define CLIENT_INPUT_H

#include "../lib/types.h"

/* Bytes that are read at once. */
enum { MOST_INPUT = 65536 };

/* The program has started. is_terminal: it has one of its own, so this one is made raw. */
void use_input(int is_terminal);

/* So many bytes more may be read. */
void add_credit(unsigned bytes);

int wants_input(void);

/* Reads what is there into MOST_INPUT bytes. Returns how many they are, 0 at its end; negative when there is nothing now. */
MUST_USE reg take_input(char *bytes);

/* After this process was stopped or moved between foreground and background. */
void come_back(void);

/* Stops this process, as its terminal asks. */
void stop_here(void);

#endif
