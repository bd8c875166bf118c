#include "changed-file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "../lib/syscall.h"
#include "../lib/text.h"

enum { PIECE = MAX_DATA, TARGET_SIZE = 4097 };

static MUST_USE reg look(int folder, const char *name, struct statx *status)
{
	return sys(statx, folder, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, status);
}

reg look_at(struct entry *entry)
{
	reg error = entry->before < 0 ? -ENOENT : look(entry->before, entry->name, &entry->then);
	entry->was_there = error != -ENOENT && error != -ENOTDIR;
	return look(entry->folder, entry->name, &entry->now);
}

int was_folder(const struct entry *entry)
{
	return entry->was_there && (entry->then.stx_mode == 0 || S_ISDIR(entry->then.stx_mode));
}

static int is_after(const struct statx_timestamp *time, const struct moment *moment)
{
	return time->tv_sec > moment->seconds ||
	       (time->tv_sec == moment->seconds && time->tv_nsec > moment->nanoseconds);
}

static int is_type(const struct statx *status, unsigned type)
{
	return (status->stx_mode & S_IFMT) == type;
}

static reg open_to_read(int folder, const char *name)
{
	return sys(openat, folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

/* Only what can be read was copied, of files and folders. */
static int was_copied(int folder, const char *name, const struct statx *status)
{
	if (is_type(status, S_IFLNK))
		return 1;
	reg file = is_type(status, S_IFREG) || is_type(status, S_IFDIR) ? open_to_read(folder, name) : -EINVAL;
	if (file >= 0)
		try_sys(close, file);
	return file >= 0;
}

int was_removed(int folder, int before, const char *name, const struct moment *copied)
{
	struct statx now, then;
	return look(folder, name, &now) == -ENOENT && look(before, name, &then) == 0 &&
	       !is_after(&then.stx_ctime, copied) && was_copied(before, name, &then);
}

static int is_same_time(const struct statx_timestamp *one, const struct statx_timestamp *other)
{
	return one->tv_sec == other->tv_sec && one->tv_nsec == other->tv_nsec;
}

int has_same_attributes(const struct entry *entry)
{
	const struct statx *now = &entry->now, *then = &entry->then;
	return now->stx_mode == then->stx_mode && now->stx_uid == then->stx_uid && now->stx_gid == then->stx_gid &&
	       (is_type(now, S_IFDIR) || is_same_time(&now->stx_mtime, &then->stx_mtime));
}

static int has_same_bytes(int one, int other)
{
	static char left[PIECE], right[PIECE];
	reg got, same;
	do {
		got = sys(read, one, left, sizeof left);
		same = sys(read, other, right, sizeof right);
		if (got < 0 || got != same || !is_same(left, right, (size_t)got))
			return 0;
	} while (got);
	return 1;
}

static int has_same_content(const struct entry *entry)
{
	if (entry->now.stx_size != entry->then.stx_size)
		return 0;
	reg now = open_to_read(entry->folder, entry->name), then = open_to_read(entry->before, entry->name);
	/* What nobody can read here is the host's own, which is shown in the place of a copy. */
	int is = now == -EACCES || (now >= 0 && then >= 0 && has_same_bytes((int)now, (int)then));
	if (now >= 0)
		try_sys(close, now);
	if (then >= 0)
		try_sys(close, then);
	return is;
}

static reg target_of(int folder, const char *name, char *target)
{
	return sys(readlinkat, folder, name, target, TARGET_SIZE - 1);
}

static int has_same_target(const struct entry *entry)
{
	static char now[TARGET_SIZE], then[TARGET_SIZE];
	reg length = target_of(entry->folder, entry->name, now);
	return length >= 0 && target_of(entry->before, entry->name, then) == length && is_same(now, then, (size_t)length);
}

enum difference difference_of(const struct entry *entry, const struct moment *copied)
{
	const unsigned type = entry->now.stx_mode & S_IFMT;
	if (!entry->was_there || !is_type(&entry->then, type))
		return OTHER_CONTENT;
	/* Nobody here has touched it since it was copied, and somebody on the host has; hostfs of 5.10 tells whole seconds. */
	if (copied->seconds && !is_after(&entry->now.stx_ctime, copied) && entry->then.stx_ctime.tv_sec >= copied->seconds)
		return SAME;
	if (type == S_IFLNK)
		return has_same_target(entry) ? SAME : OTHER_CONTENT;
	if (type != S_IFREG)
		return SAME;
	int is_same_so_far = has_same_attributes(entry);
	/* What has not been touched since it was copied need not be read. */
	int is_untouched = copied->seconds && !is_after(&entry->now.stx_ctime, copied) && is_same_so_far &&
			   entry->now.stx_size == entry->then.stx_size;
	if (!is_untouched && !has_same_content(entry))
		return OTHER_CONTENT;
	return is_same_so_far ? SAME : OTHER_ATTRIBUTES;
}

struct change change_of(enum change_kind kind, const struct statx *status)
{
	return (struct change){
		.kind = kind,
		.mode = status->stx_mode,
		.uid = status->stx_uid,
		.gid = status->stx_gid,
		.seconds = (u64)status->stx_mtime.tv_sec,
		.nanoseconds = status->stx_mtime.tv_nsec,
	};
}

/* Sends the bytes from where the file stands to an offset. Returns 0 or a negative errno. */
static MUST_USE reg put_bytes(struct change_stream *stream, int file, reg at, reg end)
{
	static char bytes[PIECE];
	while (at < end) {
		size_t length = end - at < PIECE ? (size_t)(end - at) : PIECE;
		reg got = sys(read, file, bytes, length);
		if (got <= 0)
			return got < 0 ? got : -EIO;
		put_change(stream, (struct change){.kind = CHANGE_BYTES, .value = (u64)at}, "", bytes, (size_t)got);
		at += got;
	}
	return 0;
}

/* Holes stay holes. Returns 0 or a negative errno. */
static MUST_USE reg put_content(struct change_stream *stream, int file)
{
	reg error = 0, start, end = 0;
	while (error == 0 && stream->error == 0 && (start = sys(lseek, file, end, SEEK_DATA)) >= 0) {
		if ((end = sys(lseek, file, start, SEEK_HOLE)) < 0 || (error = sys(lseek, file, start, SEEK_SET)) < 0)
			return end < 0 ? end : error;
		error = put_bytes(stream, file, start, end);
	}
	/* -ENXIO: there is nothing but a hole up to the end. */
	return error == 0 && stream->error == 0 && start != -ENXIO ? start : error;
}

static void put_file(struct change_stream *stream, const struct entry *entry, struct change change)
{
	reg error, file = open_to_read(entry->folder, entry->name);
	change.value = entry->now.stx_size;
	put_change(stream, change, entry->name, "", 0);
	error = file < 0 ? file : put_content(stream, (int)file);
	if (file >= 0)
		try_sys(close, file);
	if (error < 0 && stream->error == 0)
		stream->error = error;
}

static void put_regular(struct change_stream *stream, const struct entry *entry, enum difference difference,
			struct number_set *sent)
{
	const int has_content = difference == OTHER_CONTENT;
	struct change change = change_of(has_content ? CHANGE_FILE : CHANGE_ATTRIBUTES, &entry->now);
	if (entry->now.stx_nlink > 1) {
		reg is_new = add_number(sent, change.id = entry->now.stx_ino);
		if (is_new < 0)
			stream->error = is_new;
		if (is_new == 0)
			change.kind = CHANGE_HARD_LINK;
	}
	if (change.kind == CHANGE_FILE)
		put_file(stream, entry, change);
	/* Of one that is the same, another name may still follow. */
	else if (difference != SAME || change.id)
		put_change(stream, change, entry->name, "", 0);
}

void put_entry(struct change_stream *stream, const struct entry *entry, enum difference difference,
	       struct number_set *sent)
{
	static char target[TARGET_SIZE];
	if (is_type(&entry->now, S_IFREG)) {
		put_regular(stream, entry, difference, sent);
		return;
	}
	if (difference == SAME)
		return;
	if (!is_type(&entry->now, S_IFLNK)) {
		put_change(stream, change_of(CHANGE_OTHER, &entry->now), entry->name, "", 0);
		return;
	}
	reg length = target_of(entry->folder, entry->name, target);
	if (length < 0)
		stream->error = length;
	else
		put_change(stream, change_of(CHANGE_LINK, &entry->now), entry->name, target, (size_t)length);
}
