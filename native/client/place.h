/* Where a user's servers are: the same as src/warm/place.ts. */
#ifndef CLIENT_PLACE_H
#define CLIENT_PLACE_H

#include "../lib/text.h"

/* Adds the path of the folder to an empty text. Returns 0 where there is none, or it is not the user's alone. */
MUST_USE int add_place(struct text *path);

#endif
