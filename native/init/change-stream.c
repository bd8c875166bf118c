#include "change-stream.h"

#include <fcntl.h>

#include "../lib/io.h"
#include "../lib/text.h"

static void flush(struct change_stream *stream)
{
	if (stream->error == 0)
		stream->error = write_all(stream->file, stream->bytes, stream->filled);
	stream->filled = 0;
}

static void put(struct change_stream *stream, const void *bytes, size_t length)
{
	const char *from = bytes;
	while (length--) {
		if (stream->filled == sizeof stream->bytes)
			flush(stream);
		stream->bytes[stream->filled++] = *from++;
	}
}

void put_change(struct change_stream *stream, struct change change, const char *name, const void *data, size_t length)
{
	change.name_length = length_of(name);
	change.data_length = length;
	put(stream, &change, sizeof change);
	put(stream, name, (size_t)change.name_length);
	if (length < sizeof stream->bytes) {
		put(stream, data, length);
		return;
	}
	flush(stream);
	if (stream->error == 0)
		stream->error = write_all(stream->file, data, length);
}

/* There is room for the end, at least, where there was none for the rest. */
static MUST_USE reg empty(struct change_stream *stream)
{
	reg error = sys(ftruncate, stream->file, 0);
	return error < 0 ? error : sys(lseek, stream->file, 0, SEEK_SET);
}

reg end_changes(struct change_stream *stream, u64 lost)
{
	reg error;
	flush(stream);
	struct change end = {.kind = CHANGE_END, .value = lost, .id = (u64)-stream->error};
	if (stream->error < 0 && (error = empty(stream)) < 0)
		return error;
	stream->error = 0;
	put_change(stream, end, "", "", 0);
	flush(stream);
	return stream->error;
}
