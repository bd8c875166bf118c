/* What a test leaves for the host: in a folder of the host, or on a disk that is a file of the host. */
#ifndef INIT_ARTIFACTS_H
#define INIT_ARTIFACTS_H

#include "plan.h"

/*
 * From now on, tests that are not root leave it on that disk, where they own their files: on a folder of the host, all
 * files are the host's user's. Does nothing where the kernel lacks such disks or ext4.
 */
void keep_artifacts_on(const char *device);

/* Before a test that leaves something. Leaves with a problem when that cannot be. */
void mount_artifacts(const struct test *test);

/* After it: writes to the disk what is in memory only, such as pages that the test has mapped. */
void write_artifacts(void);

#endif
