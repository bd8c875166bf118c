#include "number-set.h"

#include "memory.h"

enum { FIRST_SIZE = 512 };

/* Where a number is, or would go. */
static u64 *slot_of(const struct number_set *set, u64 number)
{
	/* Numbers in a row go to places far from each other. */
	size_t at = (size_t)(number * 0x9e3779b97f4a7c15ULL >> 32) & (set->size - 1);
	while (set->slots[at] && set->slots[at] != number)
		at = (at + 1) & (set->size - 1);
	return &set->slots[at];
}

static MUST_USE reg grow(struct number_set *set)
{
	struct number_set larger = {.size = set->size ? 2 * set->size : FIRST_SIZE, .count = set->count};
	larger.slots = map_memory(larger.size * sizeof *larger.slots);
	if (!larger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < set->size; i++)
		if (set->slots[i])
			*slot_of(&larger, set->slots[i]) = set->slots[i];
	unmap_memory(set->slots, set->size * sizeof *set->slots);
	*set = larger;
	return 0;
}

reg add_number(struct number_set *set, u64 number)
{
	if (2 * set->count >= set->size) {
		reg error = grow(set);
		if (error < 0)
			return error;
	}
	u64 *slot = slot_of(set, number);
	if (*slot)
		return 0;
	*slot = number;
	set->count++;
	return 1;
}
