/* The Node.js that has started this program, and not become it. */
#ifndef CLIENT_PARENT_H
#define CLIENT_PARENT_H

/*
 * From here on this program, or what it becomes, is killed with that Node.js, however that ends: a call that nobody waits
 * for does not run on. One that somebody else has started is left alone.
 */
void end_with_parent(void);

#endif
