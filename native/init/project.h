/*
 * The user's folder in the guest: at its own path, as it is on the host, with a layer above it in memory that takes what a
 * test writes. A kernel that cannot lay one over hostfs gets a copy in memory instead, or, where the folder is too large
 * for that, the folder itself, read-only.
 */
#ifndef INIT_PROJECT_H
#define INIT_PROJECT_H

#include "../lib/types.h"

/* The folder as the running test has it. Descriptors are open with O_PATH, and closed for what it executes. */
struct project {
	/* Whether there is one; and whether its test can write to it: to a layer, or to a copy. */
	int is_shown, is_writable, is_copy;
	/* The host's folder, read-only; the folder of the layer, or -1; and what the test sees, before it changes its mounts. */
	int lower, upper, merged;
	/* Where it is in the guest. */
	const char *path;
	/* Paths in it that the guest does not see; they stay as they are, whatever a test makes at their place. */
	char *const *hidden;
	size_t hidden_count;
	/* Of a copy: when it was made, as the clock of statx(2) has it. Whatever changed later was changed by the test. */
	struct { long long seconds; u64 nanoseconds; } copied;
};

/* The next folder that is shown lacks this path in it. It stays in memory. */
void hide_in_folder(char *path);

/*
 * Shows a folder of the host. Leaves with a problem when it cannot.
 * `source`: what hostfs knows it by; `target`: where it appears; both stay in memory
 */
void show_project(char *source, char *target);

/* The same, read-only. */
void show_folder(char *source, char *target);

const struct project *shown_project(void);

/* Whether there is no room left for what a test writes to it. */
MUST_USE int is_project_full(void);

/* After the test, as soon as nothing of it is needed: lets go of the folder. */
void forget_project(void);

#endif
