/*
 * Markers: lines on the control console (docs/architecture.md has the protocol). Each carries a token that only this
 * process and the host know: one for the guest and a new one for each test.
 */
#ifndef INIT_MARKERS_H
#define INIT_MARKERS_H

#include "../lib/text.h"

/* Room for a marker. What does not fit is left out; its newline always fits. */
enum { MARKER_SIZE = 1024 };

#define CONTROL_CONSOLE "/dev/tty1"

/* Opens the control console. */
void open_control(void);

/* From here on the guest's markers carry this token; "-" before. */
void set_guest_token(const char *token);
const char *guest_token(void);

/* Begins a marker on a new line, whatever somebody else may have written there before it. */
void marker_begin(struct text *marker, const char *kind, const char *token);
void marker_word(struct text *marker, const char *word);
void marker_number(struct text *marker, u64 number);
void marker_send(struct text *marker);

/* Wakes the host with an empty line. */
void wake_host(void);

/* Writes to the host until that has read some of it: called again and again, it waits, and takes no processor. */
void wait_for_host(void);

/* After a test, which may have changed the mode of the console, or hung it up. */
void restore_control(void);

/* Waits until the host has everything that was sent. */
void drain_control(void);

#endif
