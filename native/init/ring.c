#include "ring.h"

#include <fcntl.h>
#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "../lib/io.h"
#include "../lib/syscall.h"
#include "../lib/text.h"

/* As many as one call does, which is more than most kernels have settings; more are done in several. */
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

int has_broken_workers(const char *version)
{
	u64 part[3] = {0};
	const char *at = text_after(version, "Linux version ");
	for (size_t i = 0; at && i < 3; i++, at = find_in_line(at, "."))
		part[i] = parse_number(at);
	int is_affected = part[0] == 5 && ((part[1] == 10 && part[2] >= 162) || (part[1] >= 12 && part[1] <= 18));
	return is_affected && !find_in_line(version, " (uml-run@uml-run) ");
}

reg open_ring(void)
{
	static char version[512];
	read_beginning("/proc/version", version, sizeof version);
	if (has_broken_workers(version))
		return -EOPNOTSUPP;
	reg error = sys(io_uring_setup, ENTRIES, &self.parameters);
	self.fd = (int)error;
	return error < 0 ? error : map_ring();
}

reg keep_in_ring(const int *files, unsigned count)
{
	reg error = sys(io_uring_register, self.fd, IORING_REGISTER_FILES, files, count);
	if (count)
		try_sys(close_range, self.fd + 1, ~0U, 0);
	return error < 0 ? error : 0;
}

static unsigned *word_at(char *ring, unsigned offset)
{
	return (unsigned *)(ring + offset);
}

/* The next entry of those to submit, and its place in their order. */
static struct io_uring_sqe *entry(unsigned i)
{
	const struct io_sqring_offsets *sq = &self.parameters.sq_off;
	unsigned at = (*word_at(self.submissions, sq->tail) + i) & *word_at(self.submissions, sq->ring_mask);
	word_at(self.submissions, sq->array)[at] = at;
	return &self.entries[at];
}

/*
 * Submits entries, at most ENTRIES, whose user_data are their numbers, waits for all of them, and calls `note` with the
 * number and the result of each. Returns 0 or a negative errno.
 */
static MUST_USE reg submit(unsigned count, void (*note)(void *where, unsigned i, int result), void *where)
{
	const struct io_cqring_offsets *cq = &self.parameters.cq_off;
	unsigned *tail = word_at(self.submissions, self.parameters.sq_off.tail);
	__atomic_store_n(tail, *tail + count, __ATOMIC_RELEASE);
	reg done = sys(io_uring_enter, self.fd, count, count, IORING_ENTER_GETEVENTS, 0, 0);
	unsigned *head = word_at(self.completions, cq->head);
	unsigned end = __atomic_load_n(word_at(self.completions, cq->tail), __ATOMIC_ACQUIRE);
	const struct io_uring_cqe *completions = (struct io_uring_cqe *)(self.completions + cq->cqes);
	for (; *head != end; ++*head) {
		const struct io_uring_cqe *completion = &completions[*head & *word_at(self.completions, cq->ring_mask)];
		if (completion->user_data < count)
			note(where, (unsigned)completion->user_data, completion->res);
	}
	return done < 0 ? done : done == (reg)count ? 0 : -EIO;
}

static unsigned at_most(unsigned count)
{
	return count < ENTRIES ? count : ENTRIES;
}

static void note_file(void *files, unsigned i, int result)
{
	((int *)files)[i] = result;
}

/* Before 5.12, what cannot be opened is closed by a thread of the kernel, a moment later: its files would still count as open. */
static void open_one_by_one(const char *paths, int *files, unsigned count)
{
	for (unsigned i = 0; i < count; i++, paths += length_of(paths) + 1)
		files[i] = (int)sys(open, paths, files[i]);
}

reg open_through_ring(const char *paths, int *files, unsigned count)
{
	if (!(self.parameters.features & IORING_FEAT_NATIVE_WORKERS)) {
		open_one_by_one(paths, files, count);
		return 0;
	}
	for (reg error; count; files += at_most(count), count -= at_most(count)) {
		for (unsigned i = 0; i < at_most(count); i++, paths += length_of(paths) + 1) {
			*entry(i) = (struct io_uring_sqe){
				.opcode = IORING_OP_OPENAT,
				.fd = AT_FDCWD,
				.addr = (unsigned long)paths,
				.open_flags = (unsigned)files[i],
				.user_data = i,
			};
			files[i] = -EIO;
		}
		if ((error = submit(at_most(count), note_file, files)) < 0)
			return error;
	}
	return 0;
}

static void note_read(void *reads, unsigned i, int result)
{
	((struct ring_read *)reads)[i].result = result;
}

reg read_through_ring(struct ring_read *reads, unsigned count)
{
	for (reg error; count; reads += at_most(count), count -= at_most(count)) {
		for (unsigned i = 0; i < at_most(count); i++) {
			*entry(i) = (struct io_uring_sqe){
				.opcode = IORING_OP_READ,
				.flags = IOSQE_FIXED_FILE,
				.fd = (int)reads[i].file,
				.off = reads[i].offset,
				.addr = (unsigned long)reads[i].to,
				.len = reads[i].room,
				.user_data = i,
			};
			reads[i].result = -EIO;
		}
		if ((error = submit(at_most(count), note_read, reads)) < 0)
			return error;
	}
	return 0;
}

static void note_message(void *messages, unsigned i, int result)
{
	((struct ring_message *)messages)[i].result = result;
}

reg exchange_through_ring(int socket, struct ring_message *messages, unsigned count)
{
	if (self.fd < 0 || count > ENTRIES)
		return -EINVAL;
	for (unsigned i = 0; i < count; i++) {
		*entry(i) = (struct io_uring_sqe){
			.opcode = messages[i].is_sent ? IORING_OP_SEND : IORING_OP_RECV,
			.fd = socket,
			.addr = (unsigned long)messages[i].bytes,
			.len = messages[i].room,
			.msg_flags = MSG_DONTWAIT,
			.user_data = i,
		};
		messages[i].result = -EIO;
	}
	return submit(count, note_message, messages);
}
