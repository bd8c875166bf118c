#include "queue.h"

#include <string.h>

#include "../lib/memory.h"

struct entry {
	u64 arrival;
	unsigned length, from;
	char frame[];
};

enum { SPILL = BATCH * (MAX_FRAME + (int)sizeof(struct entry) + 8) };

static size_t size_of(size_t length)
{
	return (sizeof(struct entry) + length + 7) / 8 * 8;
}

static struct entry *entry_at(const struct queue *queue, size_t at)
{
	return (struct entry *)(queue->ring + at);
}

/* An entry is never cut in two: where it does not fit before the end, an entry without a length, or no room for one, says so. */
static size_t skip_end(const struct queue *queue, size_t at)
{
	int is_end = at + sizeof(struct entry) > queue->size || !entry_at(queue, at)->length;
	return is_end ? 0 : at;
}

static size_t next_of(const struct queue *queue, size_t at)
{
	return at + size_of(entry_at(queue, at)->length);
}

reg queue_init(struct queue *queue, size_t limit, size_t senders)
{
	/* Once more for the end, where the next frame may not fit. */
	size_t size = (limit / 8 * 8 + SPILL) * (senders + 1);
	*queue = (struct queue){.ring = map_memory(size), .size = size, .limit = limit};
	return queue->ring ? 0 : -ENOMEM;
}

void queue_clear(struct queue *queue)
{
	queue->head = queue->tail = queue->count = 0;
	for (size_t i = 0; i < MAX_PORTS; i++)
		queue->shares[i] = (struct share){0};
}

/* Where the next entry goes; the queue's size when there is no room. */
static size_t place_for(struct queue *queue, size_t size)
{
	if (!queue->count)
		queue->head = queue->tail = 0;
	int is_wrapped = queue->count && queue->tail <= queue->head;
	size_t end = is_wrapped ? queue->head : queue->size;
	if (queue->tail + size <= end)
		return queue->tail;
	if (is_wrapped || size > queue->head)
		return queue->size;
	if (queue->tail + sizeof(struct entry) <= queue->size)
		entry_at(queue, queue->tail)->length = 0;
	return 0;
}

int queue_admits(const struct queue *queue, size_t from, size_t length, u64 now, u64 patience)
{
	const struct share *share = &queue->shares[from];
	size_t bytes = share->bytes + size_of(length);
	if (bytes <= queue->limit)
		return 1;
	return bytes <= queue->limit + SPILL && patience && (!share->full_since || now < share->full_since + patience);
}

void queue_add(struct queue *queue, size_t from, const char *frame, size_t length, u64 arrival, u64 now)
{
	struct share *share = &queue->shares[from];
	size_t size = size_of(length), at = place_for(queue, size);
	if (at == queue->size)
		return;
	struct entry *entry = entry_at(queue, at);
	*entry = (struct entry){.arrival = arrival, .length = (unsigned)length, .from = (unsigned)from};
	memcpy(entry->frame, frame, length);
	queue->tail = at + size;
	queue->count++;
	share->bytes += size;
	if (share->bytes > queue->limit && !share->full_since)
		share->full_since = now;
}

u64 queue_holds_back(const struct queue *queue, size_t from, u64 now, u64 patience)
{
	u64 since = queue->shares[from].full_since;
	return since && now < since + patience ? since + patience : 0;
}

u64 queue_due(const struct queue *queue)
{
	return entry_at(queue, skip_end(queue, queue->head))->arrival;
}

size_t queue_first(const struct queue *queue, u64 now, struct iovec *frames, size_t most)
{
	size_t found = 0, at = queue->head;
	for (; found < most && found < queue->count; found++) {
		at = skip_end(queue, at);
		struct entry *entry = entry_at(queue, at);
		if (entry->arrival > now)
			break;
		frames[found] = (struct iovec){entry->frame, entry->length};
		at = next_of(queue, at);
	}
	return found;
}

void queue_remove(struct queue *queue, size_t count)
{
	for (; count; count--, queue->count--) {
		size_t at = skip_end(queue, queue->head);
		struct share *share = &queue->shares[entry_at(queue, at)->from];
		share->bytes -= size_of(entry_at(queue, at)->length);
		if (share->bytes <= queue->limit / 2)
			share->full_since = 0;
		queue->head = next_of(queue, at);
	}
}
