/* What a port's frames suffer on their way to it: delay, loss and a rate. Pure. */
#ifndef SWITCH_LINE_H
#define SWITCH_LINE_H

#include "frame.h"

struct impairment {
	/* Nanoseconds. */
	u64 delay;
	/* Of a million frames. */
	u64 loss;
	/* Bits a second; 0 for any number. */
	u64 rate;
};

struct line {
	/* The generator's state. */
	u64 random;
	/* When the frames before have passed. */
	u64 free_at;
};

int is_impaired(const struct impairment *impairment);

/* Lines of different ports lose different frames; the same ones with the same seed. */
void line_init(struct line *line, u64 seed, size_t port);

/* Whether the next frame is lost. */
int line_loses(struct line *line, const struct impairment *impairment);

/* When a frame that comes now arrives, in nanoseconds: never before the one before. */
u64 line_arrival(struct line *line, const struct impairment *impairment, u64 now, size_t length);

#endif
