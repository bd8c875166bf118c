#include "line.h"

int is_impaired(const struct impairment *impairment)
{
	return impairment->delay || impairment->loss || impairment->rate;
}

/* SplitMix64: neighbouring seeds give numbers that have nothing to do with each other. */
static u64 next(u64 *state)
{
	u64 mixed = *state += 0x9e3779b97f4a7c15;
	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
	return mixed ^ mixed >> 31;
}

void line_init(struct line *line, u64 seed, size_t port)
{
	u64 state = seed;
	*line = (struct line){.random = next(&state) + port};
	line->random = next(&line->random);
}

int line_loses(struct line *line, const struct impairment *impairment)
{
	return impairment->loss && next(&line->random) % 1000000 < impairment->loss;
}

u64 line_arrival(struct line *line, const struct impairment *impairment, u64 now, size_t length)
{
	if (line->free_at < now)
		line->free_at = now;
	if (impairment->rate)
		line->free_at += length * 8 * 1000000000ULL / impairment->rate;
	return line->free_at + impairment->delay;
}
