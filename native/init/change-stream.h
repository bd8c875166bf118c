/*
 * What a program changed in the project's folder, as a file of records, which src/guest/changes/change-stream.ts reads. A record
 * is a `struct change`, then its name, then its data. Names are those of entries of the folder that the records are in: a
 * folder's record enters it, CHANGE_LEAVE leaves it.
 */
#ifndef INIT_CHANGE_STREAM_H
#define INIT_CHANGE_STREAM_H

#include "../lib/types.h"

enum change_kind {
	/* A folder; one that has nothing of what the host has there; one that was moved here, whose data is from where. */
	CHANGE_FOLDER = 'd',
	CHANGE_NEW_FOLDER = 'n',
	CHANGE_MOVED_FOLDER = 'm',
	/* Has the attributes of the folder that it leaves. */
	CHANGE_LEAVE = 'u',
	/* A regular file: `value` is its size. CHANGE_BYTES of it follow. */
	CHANGE_FILE = 'f',
	/* Data, from the byte `value` on. Between two of them are holes. */
	CHANGE_BYTES = 'b',
	/* A regular file of which only mode, time or owner have changed. */
	CHANGE_ATTRIBUTES = 'a',
	/* Another name of the file with this `id`. */
	CHANGE_HARD_LINK = 'h',
	/* A symbolic link; its data is its target. */
	CHANGE_LINK = 'l',
	CHANGE_REMOVED = 'x',
	/* Something that cannot be brought back: a device, a socket, a pipe, a folder that lies too deep. */
	CHANGE_OTHER = 'o',
	/* A change that is lost; its name is its path. Only the first few are named. */
	CHANGE_LOST = 'L',
	/* The last: `value` is how many are lost, `id` an errno, or 0 when the stream is whole. */
	CHANGE_END = 'E',
};

/* Numbers in the order of the processor's bytes. */
struct change {
	u64 kind, name_length, data_length;
	/* As stat(2) has them. The time may be negative, in two's complement. */
	u64 mode, uid, gid, seconds, nanoseconds;
	u64 value;
	/* Of a file that has several names; 0 of others. */
	u64 id;
};

/* Bytes of data that a record has at most. */
enum { MAX_DATA = 256 << 10 };

struct change_stream {
	int file;
	/* 0, or what a write failed with: a negative errno. Nothing is written then. */
	reg error;
	size_t filled;
	char bytes[16384];
};

/* Adds a record. Its lengths are set here. */
void put_change(struct change_stream *stream, struct change change, const char *name, const void *data, size_t length);

/* Ends the stream. When something failed, its end is all that is left of it. Returns 0 or a negative errno. */
MUST_USE reg end_changes(struct change_stream *stream, u64 lost);

#endif
