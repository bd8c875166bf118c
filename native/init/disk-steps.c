#include "disk-steps.h"

#include "../lib/text.h"
#include "artifacts.h"
#include "disk.h"
#include "leave.h"

void step_renew(struct plan *plan, char **words)
{
	(void)plan;
	reg error = renew_disk(words[0], 0);
	if (error < 0)
		leave_with_problem("make a file system, which takes CONFIG_BLK_DEV_UBD, on", words[0], error);
}

void step_from_disk(struct plan *plan, char **words)
{
	(void)plan;
	struct disk_folder folder = {.device = words[0], .name = words[1], .mode = parse_number(words[3])};
	reg error = mount_from_disk(&folder, words[2], 0);
	if (error < 0)
		leave_with_problem("mount ext4, which takes CONFIG_EXT4_FS, at", words[2], error);
}

void step_artifacts(struct plan *plan, char **words)
{
	(void)plan;
	keep_artifacts_on(words[0]);
}
