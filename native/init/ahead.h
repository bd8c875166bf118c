/*
 * What a test stands on: fresh file systems, and namespaces. They take a third of a trivial test's time, and are the same
 * whichever test comes, so a guest that waits makes them ahead: nothing else runs between that and the test.
 */
#ifndef INIT_AHEAD_H
#define INIT_AHEAD_H

#include "namespaces.h"
#include "plan.h"

/*
 * For whatever test of a user comes next; it is quickest for the one that is expected. Not where folders of the host are
 * shown as copies, which would be of now; nor where namespaces cannot be made.
 */
void make_ahead(const struct work *work);

/* The host says that what it would show is out of date. */
void unmake_ahead(void);

/*
 * What was made ahead, where that serves the test; else all of it is made now. Also makes the test's working folder.
 * Returns 0, or a negative errno when namespaces cannot be made at the moment.
 */
MUST_USE reg make_ground(const struct test *test, struct namespaces *namespaces);

#endif
