/*
 * What a guest is given to do once it has booted: tests, and only while none runs. So no test can read what another is given,
 * root neither: of the tests before, nothing is left.
 */
#ifndef INIT_WORK_H
#define INIT_WORK_H

#include "plan.h"

/*
 * Says that this guest is ready, and waits for tests. They replace those of the time before, and may be the last.
 * Leaves as after a change by a test when what comes is not the host's.
 * `had_input`: a test has had input, so consoles are tried first (hearing.h).
 */
void wait_for_work(struct work *work, struct plan *tests, int had_input);

#endif
