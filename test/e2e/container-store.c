/* On what kind of file system is the folder of container engines, and is there nothing in it? Leaves a file there. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/statfs.h>

int main(void)
{
	static const char *const folders[] = {"/var/lib/docker", "/var/lib/containers"};
	for (int i = 0; i < 2; i++) {
		struct statfs status = {0};
		char file[64];
		snprintf(file, sizeof file, "%s/left", folders[i]);
		if (statfs(folders[i], &status) != 0)
			printf("absent\n");
		else
			printf("%lx %s\n", status.f_type, open(file, O_CREAT | O_EXCL, 0600) >= 0 ? "new" : "not new");
	}
}
