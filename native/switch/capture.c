#include "capture.h"

#include "../lib/give-up.h"
#include "../lib/io.h"
#include "pcapng.h"

static struct {
	int is_on, file;
	u64 written;
	char blocks[BATCH * MAX_BLOCK];
	size_t length;
} self;

void start_capture(const struct options *options)
{
	if (!options->captures)
		return;
	self.file = options->capture;
	self.is_on = 1;
	self.length = section_block(self.blocks);
	for (size_t i = 0; i < options->count; i++)
		self.length += interface_block(self.blocks + self.length, options->ports[i].name);
	write_capture();
}

int is_capturing(void)
{
	return self.is_on;
}

void capture_frame(size_t port, u64 time, const char *frame, size_t length)
{
	if (self.length + MAX_BLOCK > sizeof self.blocks)
		write_capture();
	if (self.is_on)
		self.length += packet_block(self.blocks + self.length, port, time, frame, length);
}

static void end_capture(reg error)
{
	complain("write more to", "the capture", error);
	/* A part of a block would be no capture. */
	try_sys(ftruncate, self.file, self.written);
	try_sys(close, self.file);
	self.is_on = 0;
}

void write_capture(void)
{
	if (!self.is_on || !self.length)
		return;
	reg error = write_all(self.file, self.blocks, self.length);
	if (error < 0)
		end_capture(error);
	else
		self.written += self.length;
	self.length = 0;
}
