#include "settings.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/timex.h>

#include "../lib/dirents.h"
#include "../lib/memory.h"
#include "../lib/text.h"
#include "ring.h"

enum {
	MAX_FILES = 1800,
	/* What a setting has at most; longer files are read in pieces of it. */
	PIECE = 256,
	MAX_READS = MAX_FILES + 400,
	MAX_NODES = 4,
	PATH_SIZE = 256,
};

/* Of a file, only so much of its beginning is compared; 0 for all. */
static unsigned *limits;
static int *files;

static struct {
	unsigned files, reads;
	struct ring_read *read;
	/* What was read at first, in the same order. */
	int *results;
	char *bytes, *first_bytes;
	int has_ring;
	/* The file of loaded modules, what it said at first, and room for what it says. */
	int modules;
	char *first_modules, *modules_now;
	/* Becomes unreadable with ECANCELED when the clock is set. */
	int clock;
	int nodes[MAX_NODES];
	struct stat first_nodes[MAX_NODES];
	struct timex first_time;
	struct timezone first_zone;
	unsigned last_program;
} self = {.modules = -1, .clock = -1};

static int ends_with(const char *text, const char *end)
{
	size_t length = length_of(text), of_end = length_of(end);
	return length >= of_end && is_equal(text + length - of_end, end);
}

int is_unsettled(const char *path)
{
	static const char *const ends[] = {
		"/uevent", "/bind", "/unbind", "/wakeup_count", "/drop_caches", "/compact_memory", "/stat_refresh", "/ns_last_pid",
		"/perf_event_max_sample_rate", "/unbind_clocksource", "/binfmt_misc", "/proc/sys/net", "/kernel/slab", "/kernel/debug", "/kernel/tracing",
		"/kernel/security", "/page_idle",
	};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends_with(path, ends[i]))
			return 1;
	return 0;
}

static size_t length_of_name(const char *line)
{
	size_t length = 0;
	while (line[length] && line[length] != ' ' && line[length] != '\n')
		length++;
	return length;
}

static const char *next_line(const char *line)
{
	while (*line && *line++ != '\n')
		;
	return line;
}

int are_same_modules(const char *one, const char *other)
{
	while (*one && *other) {
		size_t length = length_of_name(one);
		if (length != length_of_name(other))
			return 0;
		for (size_t i = 0; i < length; i++)
			if (one[i] != other[i])
				return 0;
		one = next_line(one);
		other = next_line(other);
	}
	return *one == *other;
}

/* ---- which files ---- */

static void add_file(const char *path, int mode, unsigned limit)
{
	if (self.files == MAX_FILES)
		return;
	reg fd = sys(open, path, mode | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return;
	limits[self.files] = limit;
	files[self.files++] = (int)fd;
}

static void add_folder(const char *path, int depth)
{
	struct dirents walk;
	struct linux_dirent64 *entry;
	reg fd = sys(open, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	dirents_init(&walk, (int)fd);
	while ((entry = next_dirent(&walk))) {
		enum { FOLDER = 4, FILE = 8 };
		TEXT(name, PATH_SIZE);
		text_add(&name, path);
		text_add(&name, "/");
		text_add(&name, entry->name);
		if (*entry->name == '.' || name.truncated || is_unsettled(name.bytes))
			continue;
		if (entry->type == FOLDER && depth)
			add_folder(name.bytes, depth - 1);
		/* What cannot be written to cannot be opened so, not even by root. */
		if (entry->type == FILE)
			add_file(name.bytes, O_RDWR, 0);
	}
	try_sys(close, fd);
}

/* Of file systems that are mounted nowhere. */
static void add_hidden(const char *type, const char *file, unsigned limit)
{
	TEXT(path, PATH_SIZE);
	text_add(&path, "/.hidden/");
	text_add(&path, file);
	if (sys(mount, type, "/.hidden", type, MS_SILENT, "") < 0)
		return;
	add_file(path.bytes, O_RDONLY, limit);
	try_sys(umount2, "/.hidden", MNT_DETACH);
}

static void add_all(void)
{
	static const char *const others[] = {
		"/proc/swaps", "/proc/filesystems", "/proc/exitcode", "/proc/sysemu", "/proc/self/cgroup", "/proc/self/limits",
		"/proc/self/net/fib_trie", "/proc/self/net/if_inet6", "/sys/class/net/lo/mtu",
		"/sys/class/net/lo/flags", "/sys/fs/cgroup/cgroup.subtree_control", "/sys/fs/cgroup/cgroup.controllers",
		"/sys/fs/cgroup/cgroup.max.descendants", "/sys/fs/cgroup/cgroup.max.depth",
	};
	add_folder("/proc/sys", 8);
	/* Of the network's, hundreds are there again for each interface: without these, the rest takes half of the time. */
	add_folder("/proc/sys/net/core", 0);
	add_folder("/proc/sys/net/unix", 0);
	add_folder("/proc/sys/net/ipv4", 0);
	add_folder("/sys/module", 2);
	add_folder("/sys/kernel", 3);
	add_folder("/sys/power", 1);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		add_file(others[i], O_RDONLY, 0);
	/* "nr_descendants 0", without those that are about to go. */
	add_file("/sys/fs/cgroup/cgroup.stat", O_RDONLY, 16);
	if (sys(mkdir, "/.hidden", 0700) < 0)
		return;
	/* How often its policy was changed, in the first line. */
	add_hidden("securityfs", "tomoyo/stat", 48);
	add_hidden("selinuxfs", "enforce", 0);
	try_sys(rmdir, "/.hidden");
}

static void open_nodes(void)
{
	static const char *const paths[MAX_NODES] = {
		"/", "/dev", "/dev/null", "/dev/ptmx",
	};
	for (size_t i = 0; i < MAX_NODES; i++)
		self.nodes[i] = (int)sys(open, paths[i], O_PATH | O_CLOEXEC);
}

void open_settings(void)
{
	u64 usual[2] = {0}, more[2];
	/* Tests get the usual limit again. */
	limits = map_own_memory(MAX_FILES * sizeof *limits);
	files = map_own_memory(MAX_FILES * sizeof *files);
	if (!limits || !files || sys(prlimit64, 0, RLIMIT_NOFILE, 0, usual) < 0)
		return;
	more[0] = more[1] = 2 * MAX_FILES;
	try_sys(prlimit64, 0, RLIMIT_NOFILE, more, 0);
	add_all();
	self.has_ring = open_ring(files, self.files) == 0;
	try_sys(prlimit64, 0, RLIMIT_NOFILE, usual, 0);
	self.modules = (int)sys(open, "/proc/modules", O_RDONLY | O_CLOEXEC);
	open_nodes();
}

/* ---- what they say ---- */

/* Adds reads of the next pieces, of each file whose last one was full. Returns how many. */
static unsigned add_pieces(unsigned from)
{
	unsigned before = self.reads;
	for (unsigned i = from; i < before; i++) {
		const struct ring_read *last = &self.read[i];
		if (last->result != PIECE || limits[last->file] || self.reads == MAX_READS)
			continue;
		self.read[self.reads] = *last;
		self.read[self.reads].offset += PIECE;
		self.read[self.reads].to = self.bytes + (size_t)self.reads * PIECE;
		self.reads++;
	}
	return self.reads - before;
}

static MUST_USE reg plan_reads(void)
{
	reg error;
	unsigned from = 0, more;
	for (unsigned i = 0; i < self.files; i++)
		self.read[i] = (struct ring_read){
			.file = i, .room = limits[i] ? limits[i] : PIECE, .to = self.bytes + (size_t)i * PIECE,
		};
	self.reads = more = self.files;
	for (; more; from += more, more = add_pieces(from - more))
		if ((error = read_through_ring(self.read + from, more)) < 0)
			return error;
	return 0;
}

static int is_as_before(unsigned i)
{
	const struct ring_read *read = &self.read[i];
	const char *before = self.first_bytes + (size_t)i * PIECE;
	if (read->result != self.results[i])
		return 0;
	for (int at = 0; at < read->result; at++)
		if (read->to[at] != before[at])
			return 0;
	return 1;
}

static void remember_reads(void)
{
	for (unsigned i = 0; i < self.reads; i++) {
		self.results[i] = self.read[i].result;
		for (int at = 0; at < self.results[i]; at++)
			self.first_bytes[(size_t)i * PIECE + (unsigned)at] = self.read[i].to[at];
	}
}

/* What changes although no test has run yet says nothing about tests. */
static void forget_unsteady(void)
{
	for (unsigned i = 0; i < self.reads; i++)
		if (!is_as_before(i)) {
			self.read[i].room = 0;
			self.results[i] = 0;
		}
}

static MUST_USE reg learn_files(void)
{
	reg error;
	self.read = map_own_memory(MAX_READS * sizeof *self.read);
	self.results = map_own_memory(MAX_READS * sizeof *self.results);
	self.bytes = map_own_memory(MAX_READS * PIECE);
	self.first_bytes = map_own_memory(MAX_READS * PIECE);
	if (!self.read || !self.results || !self.bytes || !self.first_bytes)
		return -ENOMEM;
	if ((error = plan_reads()) < 0 || (error = read_through_ring(self.read, self.reads)) < 0)
		return error;
	remember_reads();
	error = read_through_ring(self.read, self.reads);
	forget_unsteady();
	return error;
}

static int are_files_changed(void)
{
	if (read_through_ring(self.read, self.reads) < 0)
		return 1;
	for (unsigned i = 0; i < self.reads; i++)
		if (!is_as_before(i))
			return 1;
	return 0;
}

/* ---- what is in no file ---- */

enum { MODULES_SIZE = 16384 };

static char *read_modules(char *text)
{
	reg length = self.modules < 0 ? 0 : sys(pread64, self.modules, text, MODULES_SIZE - 1, 0);
	text[length > 0 ? length : 0] = 0;
	return text;
}

static int are_modules_changed(void)
{
	return !are_same_modules(self.first_modules, read_modules(self.modules_now));
}

static void watch_clock(void)
{
	const struct { reg interval[2], value[2]; } far_away = {{0, 0}, {0x7fffffff, 0}};
	self.clock = (int)sys(timerfd_create, CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (self.clock >= 0)
		try_sys(timerfd_settime, self.clock, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far_away, 0);
	try_sys(adjtimex, &self.first_time);
	try_sys(gettimeofday, 0, &self.first_zone);
}

static int is_clock_changed(void)
{
	u64 ignored;
	struct timex time = {0};
	struct timezone zone = {0};
	const struct timex *before = &self.first_time;
	if (self.clock >= 0 && sys(read, self.clock, &ignored, sizeof ignored) == -ECANCELED)
		return 1;
	try_sys(adjtimex, &time);
	try_sys(gettimeofday, 0, &zone);
	return time.tick != before->tick || time.freq != before->freq || time.tai != before->tai ||
	       time.status != before->status || zone.tz_minuteswest != self.first_zone.tz_minuteswest ||
	       zone.tz_dsttime != self.first_zone.tz_dsttime;
}

/* The first program of BPF after one; 0 when there is none. */
static unsigned next_program(unsigned after)
{
	union bpf_attr question = {.start_id = after};
	return sys(bpf, BPF_PROG_GET_NEXT_ID, &question, sizeof question) == 0 ? question.next_id : 0;
}

static int are_nodes_changed(void)
{
	for (size_t i = 0; i < MAX_NODES; i++) {
		struct stat now = {0};
		const struct stat *before = &self.first_nodes[i];
		if (self.nodes[i] >= 0 && (sys(fstat, self.nodes[i], &now) < 0 || now.st_mode != before->st_mode ||
					   now.st_uid != before->st_uid || now.st_gid != before->st_gid))
			return 1;
	}
	return 0;
}

void learn_settings(void)
{
	unsigned program;
	self.first_modules = map_own_memory(MODULES_SIZE);
	self.modules_now = map_own_memory(MODULES_SIZE);
	self.has_ring = self.has_ring && self.first_modules && self.modules_now && learn_files() == 0;
	if (!self.has_ring)
		return;
	read_modules(self.first_modules);
	watch_clock();
	while ((program = next_program(self.last_program)))
		self.last_program = program;
	for (size_t i = 0; i < MAX_NODES; i++)
		if (self.nodes[i] >= 0)
			try_sys(fstat, self.nodes[i], &self.first_nodes[i]);
}

int are_settings_changed(void)
{
	return !self.has_ring || are_files_changed() || are_modules_changed() || is_clock_changed() ||
	       next_program(self.last_program) || are_nodes_changed();
}
