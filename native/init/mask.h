/*
 * A folder of whiteouts, to lie between a folder of the host and the layer above it: it hides what the guest is not to
 * see, while the layer has what a test changes and nothing else.
 */
#ifndef INIT_MASK_H
#define INIT_MASK_H

#include "../lib/types.h"

/*
 * Makes a mask. Leaves with a problem when it cannot.
 * `of`: the folder of the host; `at`: where the mask goes
 * `hidden`: `count` paths in the folder; it writes to them, and puts back what it changes
 */
void make_mask(const char *of, const char *at, char *const *hidden, size_t count);

#endif
