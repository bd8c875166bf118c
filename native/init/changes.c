#include "changes.h"

#include <linux/bpf.h>
#include <sys/mount.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <time.h>

#include "../lib/io.h"
#include "../lib/text.h"
#include "kernel-programs.h"
#include "keys.h"
#include "link.h"
#include "memory-use.h"
#include "modules.h"
#include "namespaces.h"
#include "network.h"
#include "nodes.h"
#include "notices.h"
#include "open-files.h"
#include "priority.h"
#include "settings.h"
#include "watch.h"

static struct {
	/* Cannot be read, with ECANCELED, once the clock was set. */
	int clock;
	/* Its offset is what adjtime(3) still has to slew it by, in microseconds. */
	struct timex time;
	struct timezone zone;
	/* The last program of BPF. */
	unsigned program;
} first = {.clock = -1};

static int is_file_system(const char *type);
static void learn_clock(void);
static int is_clock_changed(void);
static unsigned next_program(unsigned after);

/*
 * Interpreters of programs: where they are built in, an entry needs no module, and outlives the file system that it was made
 * through as long as that is mounted anywhere. So it is, here, out of sight.
 */
static void watch_interpreters(void)
{
	static const char path[] = "/.interpreters";
	if (!is_file_system("binfmt_misc") || sys(mkdir, path, 0700) < 0)
		return;
	if (sys(mount, "binfmt_misc", path, "binfmt_misc", MS_SILENT, "") == 0) {
		watch_folder(path, "interpreters of programs");
		try_sys(umount2, path, MNT_DETACH);
	}
	try_sys(rmdir, path);
}

void open_changes(u64 user)
{
	watch_interpreters();
	open_settings(has_own_network(user));
	open_modules();
	open_file_count();
	open_memory_use();
}

void learn_changes(u64 user)
{
	unsigned program;
	learn_settings();
	learn_modules();
	if (!has_own_network(user))
		learn_network();
	learn_keys(user);
	learn_nodes();
	learn_clock();
	while ((program = next_program(first.program)))
		first.program = program;
	learn_mounts();
	learn_memory_use();
	if (user == 0)
		learn_deadlines();
	/* Only root can have the kernel start one, but for modprobe. */
	if (user == 0 && has_namespaces())
		notice_kernel_programs(mount_table());
	learn_open_files();
}

const char *find_change(u64 user)
{
	const char *path;
	if (has_kernel_program_run())
		return "a program that the kernel has started: it runs beside init";
	if (user == 0 && is_program_changed())
		return "/proc/1/exe";
	if (!are_files_closed())
		return "files that stay open";
	int has_notice = is_anything_noticed();
	if ((path = find_changed_folder(user == 0, has_notice)) || (path = find_changed_node(user == 0, has_notice)))
		return path;
	if (are_modules_changed())
		return "modules of the kernel";
	if (is_clock_changed())
		return "the clock";
	if (next_program(first.program))
		return "programs of BPF";
	if (is_network_changed())
		return "the network";
	if (are_keys_left(user))
		return "keys of another user";
	path = find_changed_setting();
	/* Another user than root has no right to change settings, and a kernel may not be able to tell. */
	return path && user && is_equal(path, CANNOT_TELL) ? NULL : path;
}

const char *find_late_change(u64 user)
{
	if (are_mount_options_changed())
		return "options of mounts";
	if (is_memory_filled())
		return "memory: it is still in use";
	if (user == 0 && !are_deadlines_free())
		return "promises of processor time: they are still valid";
	return NULL;
}

/* All of it in one call. */
static void read_clock(struct timex *time)
{
	time->modes = ADJ_OFFSET_SS_READ;
	try_sys(adjtimex, time);
}

static void learn_clock(void)
{
	const struct { reg interval[2], value[2]; } far_away = {{0, 0}, {0x7fffffff, 0}};
	first.clock = (int)sys(timerfd_create, CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (first.clock >= 0)
		try_sys(timerfd_settime, first.clock, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far_away, 0);
	read_clock(&first.time);
	try_sys(gettimeofday, 0, &first.zone);
}

static int is_clock_changed(void)
{
	u64 ignored;
	struct timex time = {0};
	struct timezone zone = {0};
	if (first.clock >= 0 && sys(read, first.clock, &ignored, sizeof ignored) == -ECANCELED)
		return 1;
	read_clock(&time);
	try_sys(gettimeofday, 0, &zone);
	return time.offset != first.time.offset || time.constant != first.time.constant || time.tick != first.time.tick || time.freq != first.time.freq || time.tai != first.time.tai ||
	       time.status != first.time.status || zone.tz_minuteswest != first.zone.tz_minuteswest ||
	       zone.tz_dsttime != first.zone.tz_dsttime;
}

/* The first program of BPF after one; 0 when there is none. */
static unsigned next_program(unsigned after)
{
	union bpf_attr question = {.start_id = after};
	return sys(bpf, BPF_PROG_GET_NEXT_ID, &question, sizeof question) == 0 ? question.next_id : 0;
}

/* Whether the kernel has a type of file system already: "nodev\tproc\n\text4\n". */
static int is_file_system(const char *type)
{
	static char text[4096];
	read_beginning("/proc/filesystems", text, sizeof text);
	for (const char *line = text; *line; line = next_line(line)) {
		const char *rest, *name = find_in_line(line, "\t");
		if (name && (rest = text_after(name, type)) && *rest == '\n')
			return 1;
	}
	return 0;
}
