/* Pins a map of BPF, and reads the list of security modules. Ends with 0 when nobody has pinned one there before. */
#include <linux/bpf.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	union bpf_attr map = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1};
	long fd = syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map);
	union bpf_attr pin = {.pathname = (unsigned long)"/sys/fs/bpf/map", .bpf_fd = (unsigned)fd};
	if (fd < 0 || syscall(SYS_bpf, BPF_OBJ_PIN, &pin, sizeof pin) < 0) {
		perror("bpf");
		return 1;
	}
	return access("/sys/kernel/security/lsm", R_OK) != 0;
}
