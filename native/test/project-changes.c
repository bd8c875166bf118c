#include "../init/project-changes.h"

#include <fcntl.h>

#include "check.h"

/*
 * `words`: "layer", or the second at whose beginning a copy was complete; the folder before; the layer or the copy; the
 * file to write; what is kept.
 */
void write_changes_of(char **words)
{
	long long copied = atoll(words[0]);
	struct project project = {.is_shown = 1, .is_writable = 1, .is_copy = copied > 0};
	int folder = open(words[2], O_PATH | O_DIRECTORY), file = open(words[3], O_WRONLY | O_CREAT | O_TRUNC, 0600);
	project.lower = open(words[1], O_PATH | O_DIRECTORY);
	project.upper = project.is_copy ? -1 : folder;
	project.merged = folder;
	project.copied.seconds = copied;
	CHECK(folder >= 0 && file >= 0 && project.lower >= 0);
	CHECK(write_changes(&project, words + 4, file) == 0);
}
