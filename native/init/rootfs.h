/* The guest's root file system, by the steps of the boot plan. */
#ifndef INIT_ROOTFS_H
#define INIT_ROOTFS_H

#include "plan.h"

/* Runs the plan's steps. Leaves with a problem when one fails. */
void lay_out_root(struct plan *plan);

/* Runs the steps that the plan has for each test. */
void lay_out_test(void);

/* The steps that there are: every verb that src/guest/boot-plan.ts writes, but for "tests". */
extern const struct verb verbs[];
extern const size_t verb_count;

#endif
