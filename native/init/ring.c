#include "ring.h"

#include <linux/io_uring.h>
#include <sys/mman.h>

#include "../lib/syscall.h"

/* As many reads as one call does; more are done in several. */
enum { ENTRIES = 1024 };

static struct {
	int fd;
	struct io_uring_params parameters;
	char *submissions, *completions;
	struct io_uring_sqe *entries;
} self = {.fd = -1};

/* Part of the ring's memory; a null pointer when there is none. */
static void *map_part(u64 offset, size_t size)
{
#ifdef __i386__
	offset >>= 12;
#endif
	reg address = sys(mmap, 0, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, self.fd, offset);
	if ((unsigned long)address >= -4095UL)
		return NULL;
	/* User Mode Linux since 6.12 finds bad pages when a fork copies such a map. */
	try_sys(madvise, address, size, MADV_DONTFORK);
	return (void *)address;
}

static MUST_USE reg map_ring(void)
{
	const struct io_uring_params *has = &self.parameters;
	self.submissions = map_part(IORING_OFF_SQ_RING, has->sq_off.array + has->sq_entries * sizeof(unsigned));
	self.completions =
		map_part(IORING_OFF_CQ_RING, has->cq_off.cqes + has->cq_entries * sizeof(struct io_uring_cqe));
	self.entries = map_part(IORING_OFF_SQES, has->sq_entries * sizeof *self.entries);
	return self.submissions && self.completions && self.entries ? 0 : -ENOMEM;
}

reg open_ring(const int *files, unsigned count)
{
	reg error = sys(io_uring_setup, ENTRIES, &self.parameters);
	self.fd = (int)error;
	if (error >= 0 && (error = map_ring()) == 0)
		error = sys(io_uring_register, self.fd, IORING_REGISTER_FILES, files, count);
	for (unsigned i = 0; i < count; i++)
		try_sys(close, files[i]);
	return error < 0 ? error : 0;
}

static unsigned *word_at(char *ring, unsigned offset)
{
	return (unsigned *)(ring + offset);
}

/* At most ENTRIES. */
static MUST_USE reg read_some(struct ring_read *reads, unsigned count)
{
	const struct io_sqring_offsets *sq = &self.parameters.sq_off;
	const struct io_cqring_offsets *cq = &self.parameters.cq_off;
	unsigned *tail = word_at(self.submissions, sq->tail), *order = word_at(self.submissions, sq->array);
	unsigned mask = *word_at(self.submissions, sq->ring_mask);
	for (unsigned i = 0; i < count; i++) {
		unsigned at = (*tail + i) & mask;
		self.entries[at] = (struct io_uring_sqe){
			.opcode = IORING_OP_READ,
			.flags = IOSQE_FIXED_FILE,
			.fd = (int)reads[i].file,
			.off = reads[i].offset,
			.addr = (unsigned long)reads[i].to,
			.len = reads[i].room,
			.user_data = i,
		};
		reads[i].result = -EIO;
		order[at] = at;
	}
	__atomic_store_n(tail, *tail + count, __ATOMIC_RELEASE);
	reg done = sys(io_uring_enter, self.fd, count, count, IORING_ENTER_GETEVENTS, 0, 0);
	unsigned *head = word_at(self.completions, cq->head);
	unsigned end = __atomic_load_n(word_at(self.completions, cq->tail), __ATOMIC_ACQUIRE);
	const struct io_uring_cqe *completions = (struct io_uring_cqe *)(self.completions + cq->cqes);
	for (; *head != end; ++*head) {
		const struct io_uring_cqe *completion = &completions[*head & *word_at(self.completions, cq->ring_mask)];
		if (completion->user_data < count)
			reads[completion->user_data].result = completion->res;
	}
	return done < 0 ? done : done == (reg)count ? 0 : -EIO;
}

reg read_through_ring(struct ring_read *reads, unsigned count)
{
	reg error = self.fd < 0 ? -ENOSYS : 0;
	for (unsigned done = 0; done < count && error == 0; done += ENTRIES)
		error = read_some(reads + done, count - done < ENTRIES ? count - done : ENTRIES);
	return error;
}
