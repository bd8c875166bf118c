/* What this program was started with. */
#ifndef CLIENT_CALLER_H
#define CLIENT_CALLER_H

struct caller {
	/* Without its own name; each list ends with a null pointer. */
	char **words, **environment;
};

#endif
