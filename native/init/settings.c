#include "settings.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "../lib/dirents.h"
#include "../lib/memory.h"
#include "../lib/text.h"
#include "ring.h"

enum {
	/* Of folders in folders. */
	MAX_DEPTH = 10,
	MAX_FILES = 3000,
	/* More than most settings have; longer files are read in pieces of it. */
	PIECE = 64,
	MAX_READS = MAX_FILES + 1000,
	PATH_SIZE = 256,
};

/* While the files are opened. Of a file, only so much of its beginning is compared; 0 for all. */
static struct file { int mode; unsigned path, limit; } *files;

static struct {
	unsigned files, reads;
	struct ring_read *read;
	/* What was read at first, in the same order. */
	int *results;
	char *bytes, *first_bytes;
	/* Of either. */
	size_t size;
	/* The files' paths, each with its NUL. */
	struct text paths;
	/* A folder that tests have of their own. */
	const char *left_out;
	int has_ring;
} self;

/* From the end on, for that is where most differ. */
static int ends_with(const char *text, size_t length, const char *end, size_t of_end)
{
	if (length < of_end)
		return 0;
	while (of_end && text[length - 1] == end[of_end - 1]) {
		length--;
		of_end--;
	}
	return of_end == 0;
}

int is_unsettled(const char *path)
{
#define END(text) {text, sizeof text - 1}
	static const struct { const char *text; size_t length; } ends[] = {
		END("/uevent"), END("/bind"), END("/unbind"), END("/wakeup_count"), END("/drop_caches"), END("/compact_memory"),
		END("/stat_refresh"), END("/ns_last_pid"), END("/perf_event_max_sample_rate"), END("/unbind_clocksource"),
		END("/binfmt_misc"), END("/page_idle"),
		/* Have the kernel say that they are deprecated; the same in milliseconds is beside them. */
		END("/base_reachable_time"), END("/retrans_time"),
		/* Other file systems, and what has a folder for each cache of the kernel's memory. */
		END("/kernel/slab"), END("/kernel/debug"), END("/kernel/tracing"), END("/kernel/security"), END("/fs/cgroup"),
	};
	size_t length = length_of(path);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends_with(path, length, ends[i].text, ends[i].length))
			return 1;
	return 0;
}

/* ---- which files ---- */

static void add_file(const char *path, int mode, unsigned limit)
{
	if (self.files == MAX_FILES || self.paths.length + length_of(path) + 2 > self.paths.size)
		return;
	files[self.files++] = (struct file){mode | O_NONBLOCK | O_CLOEXEC, (unsigned)self.paths.length, limit};
	text_add(&self.paths, path);
	/* Each path has its NUL. */
	self.paths.length++;
	self.paths.bytes[self.paths.length] = 0;
}

/* One for each folder in a folder: too large for the stack. */
static struct dirents *walks;

/* All in it that can be written to, and in its folders. */
static void add_folder(const char *path, int depth)
{
	struct dirents *walk = &walks[depth];
	struct linux_dirent64 *entry;
	reg fd = sys(open, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	dirents_init(walk, (int)fd);
	while ((entry = next_dirent(walk))) {
		enum { FOLDER = 4, FILE = 8 };
		TEXT(name, PATH_SIZE);
		text_add(&name, path);
		text_add(&name, "/");
		text_add(&name, entry->name);
		if (*entry->name == '.' || name.truncated || is_unsettled(name.bytes) || is_equal(name.bytes, self.left_out))
			continue;
		if (entry->type == FOLDER && depth < MAX_DEPTH)
			add_folder(name.bytes, depth + 1);
		/* What cannot be written to cannot be opened so, not even by root. */
		if (entry->type == FILE)
			add_file(name.bytes, O_RDWR, 0);
	}
	try_sys(close, fd);
}

/* A folder for each has, as a rule, nothing else that can be written to. */
static void add_parameters_of_modules(void)
{
	static struct dirents walk;
	struct linux_dirent64 *entry;
	reg fd = sys(open, "/sys/module", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	dirents_init(&walk, (int)fd);
	while ((entry = next_dirent(&walk))) {
		TEXT(name, PATH_SIZE);
		text_add(&name, "/sys/module/");
		text_add(&name, entry->name);
		text_add(&name, "/parameters");
		if (*entry->name != '.' && !name.truncated)
			add_folder(name.bytes, 0);
	}
	try_sys(close, fd);
}

static void add_all(void)
{
	static const char *const folders[] = {
		"/proc/sys", "/sys/kernel", "/sys/power", "/sys/devices/system", "/sys/devices/virtual/net",
		"/sys/devices/virtual/workqueue",
	};
	static const char *const others[] = {
		"/proc/swaps", "/proc/filesystems", "/proc/partitions", "/proc/consoles", "/proc/exitcode", "/proc/sysemu",
		"/proc/self/cgroup", "/proc/self/limits", "/proc/self/net/ip6_flowlabel",
		"/sys/fs/cgroup/cgroup.subtree_control", "/sys/fs/cgroup/cgroup.controllers",
		"/sys/fs/cgroup/cgroup.max.descendants", "/sys/fs/cgroup/cgroup.max.depth",
	};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		add_folder(folders[i], 0);
	add_parameters_of_modules();
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		add_file(others[i], O_RDONLY, 0);
	/* "nr_descendants 0", without those that are about to go. */
	add_file("/sys/fs/cgroup/cgroup.stat", O_RDONLY, 16);
}

/* Of file systems that are mounted nowhere; they are, until the files are open. */
static const struct { const char *type, *folder, *file; unsigned limit; } hidden[] = {
	/* How often its policy was changed, in the first line. */
	{"securityfs", "/.security", "/.security/tomoyo/stat", 48},
	{"securityfs", "/.security", "/.security/lockdown", 0},
	{"securityfs", "/.security", "/.security/apparmor/profiles", 0},
	{"selinuxfs", "/.selinux", "/.selinux/enforce", 0},
};

enum { HIDDEN = sizeof hidden / sizeof *hidden };

static void add_hidden(void)
{
	for (size_t i = 0; i < HIDDEN; i++) {
		if (sys(mkdir, hidden[i].folder, 0700) == 0)
			try_sys(mount, hidden[i].type, hidden[i].folder, hidden[i].type, MS_SILENT, "");
		add_file(hidden[i].file, O_RDONLY, hidden[i].limit);
	}
}

static void hide(void)
{
	for (size_t i = 0; i < HIDDEN; i++) {
		try_sys(umount2, hidden[i].folder, MNT_DETACH);
		try_sys(rmdir, hidden[i].folder);
	}
}

/* Opens them all, and keeps those that can be. Returns 0 or a negative errno. */
static MUST_USE reg open_files(int *opened)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < self.files; i++)
		opened[i] = files[i].mode;
	reg error = open_through_ring(self.paths.bytes, opened, self.files);
	if (error < 0)
		return error;
	for (unsigned i = 0; i < self.files; i++)
		if (opened[i] >= 0) {
			files[kept] = files[i];
			opened[kept++] = opened[i];
		}
	self.files = kept;
	return keep_in_ring(opened, kept);
}

void open_settings(int have_own_network)
{
	enum {
		WALKS_SIZE = (MAX_DEPTH + 1) * sizeof *walks,
		PATHS_SIZE = MAX_FILES * 64,
	};
	u64 usual[2] = {0}, more[2] = {2 * MAX_FILES, 2 * MAX_FILES};
	char *paths = map_own_memory(PATHS_SIZE);
	int *opened = map_own_memory(MAX_FILES * sizeof *opened);
	walks = map_own_memory(WALKS_SIZE);
	files = map_own_memory(MAX_FILES * sizeof *files);
	if (!files || !paths || !walks || !opened || sys(prlimit64, 0, RLIMIT_NOFILE, 0, usual) < 0)
		return;
	text_init(&self.paths, paths, PATHS_SIZE);
	self.left_out = have_own_network ? "/proc/sys/net" : "";
	add_all();
	add_hidden();
	/* Tests get the usual limit again. */
	try_sys(prlimit64, 0, RLIMIT_NOFILE, more, 0);
	self.has_ring = open_ring() == 0 && open_files(opened) == 0;
	try_sys(prlimit64, 0, RLIMIT_NOFILE, usual, 0);
	hide();
	unmap_memory(walks, WALKS_SIZE);
	unmap_memory(opened, MAX_FILES * sizeof *opened);
}

/* ---- what they say ---- */

/* How much was read; nothing where that failed. */
static unsigned length_of_result(int result)
{
	return result > 0 ? (unsigned)result : 0;
}

/* Adds reads of the next pieces, of each file whose last one was full. Returns how many. */
static unsigned add_pieces(unsigned from)
{
	unsigned before = self.reads;
	for (unsigned i = from; i < before; i++) {
		const struct ring_read *last = &self.read[i];
		if (last->result != PIECE || files[last->file].limit || self.reads == MAX_READS)
			continue;
		self.read[self.reads] = *last;
		self.read[self.reads].offset += PIECE;
		self.read[self.reads].to += (size_t)(self.reads - i) * PIECE;
		self.reads++;
	}
	return self.reads - before;
}

/* Reads all files, each to its end, into pieces that follow each other. Returns 0 or a negative errno. */
static MUST_USE reg read_files(char *pieces)
{
	reg error;
	unsigned from = 0, more;
	for (unsigned i = 0; i < self.files; i++)
		self.read[i] = (struct ring_read){
			.file = i, .room = files[i].limit ? files[i].limit : PIECE, .to = pieces + (size_t)i * PIECE,
		};
	self.reads = more = self.files;
	for (; more; from += more, more = add_pieces(from - more))
		if ((error = read_through_ring(self.read + from, more)) < 0)
			return error;
	return 0;
}

/*
 * Keeps those reads whose second result was the same as the first: what changes although no test has run yet says
 * nothing about tests. From here on each has room for what it reads and, where that was less than a piece, one byte more.
 */
static void keep_steady(const int *results, const char *first_pieces)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < self.reads; i++) {
		struct ring_read read = self.read[i];
		const char *first = first_pieces + (size_t)i * PIECE;
		unsigned length = length_of_result(results[i]);
		if (read.result != results[i] || !is_same(read.to, first, length))
			continue;
		__builtin_memcpy(self.first_bytes + self.size, first, length);
		if (length < read.room)
			read.room = length + 1;
		read.to = self.bytes + self.size;
		self.size += read.room;
		self.results[kept] = results[i];
		self.read[kept++] = read;
	}
	self.reads = kept;
}

static MUST_USE reg learn_from(char *pieces, char *first_pieces)
{
	reg error;
	if ((error = read_files(first_pieces)) < 0)
		return error;
	for (unsigned i = 0; i < self.reads; i++) {
		self.results[i] = self.read[i].result;
		self.read[i].to = pieces + (size_t)i * PIECE;
	}
	if ((error = read_through_ring(self.read, self.reads)) < 0)
		return error;
	keep_steady(self.results, first_pieces);
	return 0;
}

static MUST_USE reg learn_files(void)
{
	enum { SIZE = MAX_READS * PIECE };
	reg error = -ENOMEM;
	char *pieces = map_own_memory(SIZE), *first_pieces = map_own_memory(SIZE);
	self.read = map_own_memory(MAX_READS * sizeof *self.read);
	self.results = map_own_memory(MAX_READS * sizeof *self.results);
	self.bytes = map_own_memory(SIZE);
	self.first_bytes = map_own_memory(SIZE);
	if (pieces && first_pieces && self.read && self.results && self.bytes && self.first_bytes)
		error = learn_from(pieces, first_pieces);
	/* Only what is compared takes memory from here on. */
	unmap_memory(pieces, SIZE);
	unmap_memory(first_pieces, SIZE);
	return error;
}

void learn_settings(void)
{
	self.has_ring = self.has_ring && learn_files() == 0;
}

/* The first read that is different now; a null pointer when none is. */
static const struct ring_read *find_difference(void)
{
	const char *before = self.first_bytes;
	for (unsigned i = 0; i < self.reads; before += self.read[i++].room)
		if (self.read[i].result != self.results[i] ||
		    !is_same(self.read[i].to, before, length_of_result(self.results[i])))
			return &self.read[i];
	return NULL;
}

const char *find_changed_setting(void)
{
	/* Milliseconds, of the few that the kernel takes to give up a network namespace: until then it answers nobody. */
	enum { MAX_WAIT = 100 };
	const struct ring_read *different;
	for (int waited = 0;; waited++) {
		if (!self.has_ring || read_through_ring(self.read, self.reads) < 0)
			return CANNOT_TELL;
		different = find_difference();
		if (!different || different->result != -EINTR || waited == MAX_WAIT)
			break;
		try_sys(poll, 0, 0, 1);
	}
	return different ? self.paths.bytes + files[different->file].path : NULL;
}
