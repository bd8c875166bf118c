/* What is left of guests whose uml-run and supervisor have both been killed. */
#ifndef CLEANUP_LEFT_PROCESSES_H
#define CLEANUP_LEFT_PROCESSES_H

/*
 * Ends the processes of guests whose memory was in that folder. A kernel ends with its supervisor, but those that it has made
 * for itself, as to wait for input, do not, and they keep its memory.
 */
void end_processes_of(const char *folder);

#endif
