/*
 * What each test finds as if it were the first: file systems that are mounted before it and taken away after it. They are
 * mounted where this process is, so that programs that the kernel starts by itself see them, too.
 */
#ifndef INIT_FRESH_H
#define INIT_FRESH_H

#include "plan.h"

/* Before a test; a null pointer for whichever comes next, which leaves nothing for the host. */
void lay_fresh(const struct test *test);

/* One that the root file system has stays as it is. */
void make_working_folder(const struct test *test);

/* After it, when none of its processes is left. */
void take_fresh_away(void);

#endif
