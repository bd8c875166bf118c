/*
 * What the host sends on the control console while a test runs: signals for its process group, a byte each, whose highest
 * bit is that of every second test: one that comes late is not the next one's. A test that is root can put bytes there,
 * too; they reach nobody but itself.
 */
#ifndef INIT_ORDERS_H
#define INIT_ORDERS_H

#include "../lib/types.h"

/* Before a test. */
void expect_orders(void);

/* Where the console cannot be opened, no signals come. */
void open_orders(void);

void close_orders(void);

/* Readable when there are some; -1 when there can be none. */
int orders(void);

/* Passes one on to the process group, if there is one. */
void pass_order(reg group);

#endif
