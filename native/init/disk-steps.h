/* Steps of the boot plan that are about disks. */
#ifndef INIT_DISK_STEPS_H
#define INIT_DISK_STEPS_H

#include "plan.h"

/* A device: makes a new file system on it. Leaves with a problem when it cannot. */
void step_renew(struct plan *plan, char **words);

/* A device, the name of a folder on it, where to mount that, and its mode. Leaves with a problem when it cannot. */
void step_from_disk(struct plan *plan, char **words);

/* A device for artifacts. */
void step_artifacts(struct plan *plan, char **words);

#endif
