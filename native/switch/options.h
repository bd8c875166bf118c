/* The switch's command line. */
#ifndef SWITCH_OPTIONS_H
#define SWITCH_OPTIONS_H

#include "line.h"

struct port_option {
	const char *name, *path;
	/* The one that its frames come from; 0 for any. */
	u64 address;
	int is_isolated, is_uplink;
	/* It is connected already; only with an uplink that has no path. */
	int descriptor;
};

struct options {
	size_t count;
	struct port_option ports[MAX_PORTS];
	struct impairment impairment;
	u64 seed;
	/* Whether frames are captured, and the descriptor of an empty file for them. */
	int captures, capture;
};

/* Reads the words after the program's name. Gives up on words that it does not understand. */
void read_options(char **words, struct options *options);

#endif
