/* A file with all frames that came to the switch, each under the port that it came from. */
#ifndef SWITCH_CAPTURE_H
#define SWITCH_CAPTURE_H

#include "options.h"

/* Does nothing where nothing is to be captured. */
void start_capture(const struct options *options);

int is_capturing(void);

/* `time`: nanoseconds since 1970. */
void capture_frame(size_t port, u64 time, const char *frame, size_t length);

/*
 * Writes what was captured since. The file has whole blocks at all times; when one cannot be written any more, this
 * says so and the capture ends there.
 */
void write_capture(void);

#endif
