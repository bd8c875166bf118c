#ifndef INIT_NETWORK_H
#define INIT_NETWORK_H

/* Without a network, a test still reaches itself. */
void raise_loopback(void);

#endif
