#ifndef INIT_TEST_H
#define INIT_TEST_H

#include "plan.h"

/*
 * Runs one test and reports its start and its end. When others follow, but need a fresh guest after this one,
 * it leaves.
 */
void run_test(const struct test *test, int is_last);

#endif
