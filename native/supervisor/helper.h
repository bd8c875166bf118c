/* A helper is no kernel: it is a program that carries what guests send into the network. */
#ifndef SUPERVISOR_HELPER_H
#define SUPERVISOR_HELPER_H

#include "options.h"

/*
 * From here on this process makes no sockets but those of the internet and of packets (SOCK_SEQPACKET), and streams where
 * it is told what to do by one: it cannot talk to this machine's other programs, such as a bus. Otherwise as `allow_calls`.
 */
void allow_helper_calls(const struct options *options);

#endif
