/* What /proc says about a thread, as words of a marker. Pure. */
#ifndef INIT_PROC_TEXT_H
#define INIT_PROC_TEXT_H

#include "../lib/text.h"

/*
 * Adds a thread's name and its state's letter, each after a space, from the text of /proc/<pid>/stat. The program
 * chooses its name: what could end the line or the word becomes "_". Returns whether the text has both.
 */
int add_name_and_state(struct text *line, const char *stat);

/*
 * Adds the names of the kernel's functions that a thread is in, the innermost first, each after a space, from the text
 * of /proc/<pid>/stack: "[<0>] do_wait+0x1ab/0x218" and so on. At most 12.
 */
void add_calls(struct text *line, const char *stack);

#endif
