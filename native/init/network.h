#ifndef INIT_NETWORK_H
#define INIT_NETWORK_H

/* Brings up the interface lo, so that programs of a test reach each other. */
void raise_loopback(void);

#endif
