/* Signals come as something to read, so that none is missed and none interrupts a call. */
#ifndef CLIENT_SIGNALS_H
#define CLIENT_SIGNALS_H

/* From now on. Those that this process was started to ignore are ignored. */
void catch_signals(void);

/* A stop from the terminal, too: its mode is given back first. */
void catch_stops(void);

/* As they were before. */
void release_signals(void);

/* Readable when a signal has come. */
int signals(void);

/* The number of one that has come; 0 when there is none. */
int next_signal(void);

#endif
