/*
 * A processor of the machine for a guest's own. A guest's kernel and its processes hand over to each other at each system
 * call, and never run at once; on two processors, each time costs the way from one to the other.
 */
#ifndef SUPERVISOR_PROCESSOR_H
#define SUPERVISOR_PROCESSOR_H

/*
 * Takes one that no other guest has. Returns a descriptor that holds it, or -1 when all are taken: a guest without one
 * runs wherever the machine has room.
 */
int take_processor(void);

/* In the guest's process: it and what it starts stay on the processor that was taken, if one was. */
void stay_on_processor(void);

#endif
