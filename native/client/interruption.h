/* What users and CI systems end a command with: the same as src/commands/interruption.ts. */
#ifndef CLIENT_INTERRUPTION_H
#define CLIENT_INTERRUPTION_H

/*
 * A signal has come: the first is the program's, the next ends this process with 130; so does the first while no program
 * runs. Returns whether the program gets it.
 */
int hear(int signal, int has_program);

/* Milliseconds that the program has to end after the first; -1 when none has come. */
int patience_left(void);

/* Ends this process when there are none left. */
void check_patience(void);

#endif
