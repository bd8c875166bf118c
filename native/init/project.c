#include "project.h"

#include <asm/statfs.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "../lib/syscall.h"
#include "copy-tree.h"
#include "kernel-programs.h"
#include "leave.h"
#include "markers.h"
#include "mask.h"
#include "mounts.h"
#include "overlay.h"

/* The host's folder, and a file system for what lies above it; both out of sight before the test begins. */
#define SEEN "/.project"
#define LAYERS "/.layers"
#define MASK LAYERS "/mask"

enum { MAX_HIDDEN = 1024, PATH_SIZE = 4096 };

static char *hidden[MAX_HIDDEN];

static struct project self = {.lower = -1, .upper = -1, .merged = -1, .hidden = hidden};

static void mount_sources(char *source, char *target);
static void take_sources_away(void);
static int is_masked(char *target);
static int is_layered(char *target);
static int is_copied(char *target);
static void show_read_only(char *target);

void hide_in_folder(char *path)
{
	if (self.hidden_count == MAX_HIDDEN)
		leave_with_problem("hide", path, -E2BIG);
	hidden[self.hidden_count++] = path;
}

void show_folder(char *source, char *target)
{
	mount_sources(source, target);
	if (!is_masked(target))
		show_read_only(target);
	take_sources_away();
	self.hidden_count = 0;
}

void show_project(char *source, char *target)
{
	self.is_copy = !has_overlay();
	if (self.is_copy && is_mounting_ahead())
		return;
	mount_sources(source, target);
	self.is_shown = 1;
	self.path = target;
	self.is_writable = self.is_copy ? is_copied(target) : is_layered(target);
	if (!self.is_writable)
		show_read_only(target);
	self.lower = (int)sys(open, SEEN, O_PATH | O_DIRECTORY | O_CLOEXEC);
	self.merged = (int)sys(open, target, O_PATH | O_DIRECTORY | O_CLOEXEC);
	take_sources_away();
}

const struct project *shown_project(void)
{
	return &self;
}

int is_project_full(void)
{
	enum { SPARE_PAGES = 16 };
	struct statfs status;
	int folder = self.is_copy ? self.merged : self.upper;
	if (!self.is_writable || sys(fstatfs, folder, &status) < 0)
		return 0;
	return status.f_bavail < SPARE_PAGES || status.f_ffree == 0;
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		try_sys(close, *fd);
	*fd = -1;
}

void forget_project(void)
{
	close_one(&self.lower);
	close_one(&self.upper);
	close_one(&self.merged);
	self.is_shown = self.is_writable = 0;
	self.hidden_count = 0;
}

static void mount_sources(char *source, char *target)
{
	reg error;
	make_folder(SEEN);
	make_folder(LAYERS);
	if ((error = sys(mount, "none", SEEN, "hostfs", MS_RDONLY, source)) < 0 ||
	    (error = sys(mount, "tmpfs", LAYERS, "tmpfs", 0, "mode=700")) < 0)
		leave_with_problem("mount the host's folder at", target, error);
}

/* What was made from them stays. */
static void take_sources_away(void)
{
	static const char *const paths[] = {SEEN, LAYERS};
	for (size_t i = 0; i < 2; i++) {
		try_sys(umount2, paths[i], MNT_DETACH);
		try_sys(rmdir, paths[i]);
	}
}

/* ---- with layers ---- */

static int is_masked(char *target)
{
	if (self.hidden_count == 0 || !has_overlay())
		return 0;
	make_mask(SEEN, MASK, hidden, self.hidden_count);
	if (sys(mount, "overlay", target, "overlay", MS_RDONLY, "lowerdir=" MASK ":" SEEN) < 0)
		return 0;
	note_mount(target);
	return 1;
}

static int is_layered(char *target)
{
	TEXT(options, 512);
	make_like(SEEN, LAYERS "/upper");
	make_folder(LAYERS "/work");
	make_mask(SEEN, MASK, hidden, self.hidden_count);
	overlay_options(&options, self.hidden_count > 0 ? MASK ":" SEEN : SEEN, LAYERS "/upper", LAYERS "/work");
	/* Folders of the host can be renamed; and files of the layer are whole. */
	text_add(&options, ",redirect_dir=on,metacopy=off");
	/* A folder that the host's user may not read, say, is shown as it is. */
	if (sys(mount, "overlay", target, "overlay", 0, options.bytes) < 0)
		return 0;
	note_mount(target);
	self.upper = (int)sys(open, LAYERS "/upper", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return 1;
}

/* ---- as a copy ---- */

/* Later than all that was copied, and earlier than all that is still to be written, as file systems tell the time. */
static void note_time_of_copy(void)
{
	enum { REALTIME_COARSE = 5, TWO_TICKS = 20 };
	struct { long long seconds, nanoseconds; } now = {0};
	try_sys(poll, 0, 0, TWO_TICKS);
	try_sys(clock_gettime, REALTIME_COARSE, &now);
	self.copied.seconds = now.seconds;
	self.copied.nanoseconds = (u64)now.nanoseconds;
	try_sys(poll, 0, 0, TWO_TICKS);
}

static void tell_too_large(void)
{
	TEXT(marker, MARKER_SIZE);
	marker_begin(&marker, "read-only", guest_token());
	marker_send(&marker);
}

static int is_copied(char *target)
{
	static int is_too_large;
	struct tree tree = {.from = SEEN, .to = target, .hidden = hidden, .hidden_count = self.hidden_count};
	if (is_too_large || !is_small_tree(&tree) || sys(mount, "tmpfs", target, "tmpfs", 0, "") < 0) {
		is_too_large = 1;
		tell_too_large();
		return 0;
	}
	note_mount(target);
	reg error = copy_tree(&tree);
	/* It has grown meanwhile, or the memory is taken by something else. */
	if (error < 0)
		leave_with_problem("copy the host's folder to", target, error);
	note_time_of_copy();
	return 1;
}

/* ---- read-only ---- */

static void cover(const char *target, const char *path, const char *with)
{
	TEXT(at, PATH_SIZE);
	struct stat status;
	text_add(&at, target);
	text_add(&at, "/");
	text_add(&at, path);
	if (sys(stat, at.bytes, &status) < 0)
		return;
	reg error = sys(mount, S_ISDIR(status.st_mode) ? LAYERS "/empty" : with, at.bytes, "", MS_BIND, "");
	if (error < 0)
		leave_with_problem("hide", path, error);
	notice_kernel_programs_at(at.bytes);
}

static void show_read_only(char *target)
{
	bind_mount(SEEN, target);
	make_folder(LAYERS "/empty");
	reg file = sys(open, LAYERS "/nothing", O_WRONLY | O_CREAT | O_CLOEXEC, 0400);
	if (file >= 0)
		try_sys(close, file);
	for (size_t i = 0; i < self.hidden_count; i++)
		cover(target, hidden[i], LAYERS "/nothing");
}
