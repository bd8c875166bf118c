/* Frames on their way to one port, in the order in which they came. Pure, but for its memory. */
#ifndef SWITCH_QUEUE_H
#define SWITCH_QUEUE_H

#include <sys/uio.h>

#include "frame.h"

/* What a queue has of one sender. */
struct share {
	size_t bytes;
	/* Since when it has been full, and not half empty since; 0 while it is not. */
	u64 full_since;
};

struct queue {
	char *ring;
	size_t size;
	/* Of the first frame, and behind the last. */
	size_t head, tail;
	size_t count;
	/* So many bytes of one sender make its share full. */
	size_t limit;
	struct share shares[MAX_PORTS];
};

/* A queue of that much for each sender. Returns 0, or -ENOMEM. */
MUST_USE reg queue_init(struct queue *queue, size_t limit, size_t senders);

void queue_clear(struct queue *queue);

/*
 * Whether a frame of a sender may be added. When its share is full, the sender has a while (`patience`, nanoseconds) to
 * hold back, in which what it has sent already still fits; after it, a frame is to be dropped.
 */
int queue_admits(const struct queue *queue, size_t from, size_t length, u64 now, u64 patience);

/* Adds a frame that is to arrive at a moment, in nanoseconds; drops it when there is no room. */
void queue_add(struct queue *queue, size_t from, const char *frame, size_t length, u64 arrival, u64 now);

/* Until when a sender should hold back; 0 when it need not, or no longer. */
u64 queue_holds_back(const struct queue *queue, size_t from, u64 now, u64 patience);

/* When the first frame is to arrive. There is one. */
u64 queue_due(const struct queue *queue);

/* The first frames that are to arrive by now, at most that many. Returns how many. */
size_t queue_first(const struct queue *queue, u64 now, struct iovec *frames, size_t most);

/* Takes the first frames out. */
void queue_remove(struct queue *queue, size_t count);

#endif
