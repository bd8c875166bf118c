#include "rootfs.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "../lib/io.h"
#include "../lib/text.h"
#include "bring-back.h"
#include "disk-steps.h"
#include "entropy.h"
#include "leave.h"
#include "modprobe.h"
#include "modules.h"
#include "mounts.h"
#include "overlay.h"
#include "project.h"
#include "rights.h"
#include "watch.h"

static void step_entropy(struct plan *plan, char **words);
static void step_folder(struct plan *plan, char **words);
static void step_file(struct plan *plan, char **words);
static void step_device(struct plan *plan, char **words);
static void step_host_name(struct plan *plan, char **words);
static void step_link(struct plan *plan, char **words);
static void step_module(struct plan *plan, char **words);
static void step_may_load(struct plan *plan, char **words);
static void step_drop(struct plan *plan, char **words);
static void step_skip(struct plan *plan, char **words);
static void step_unless_overlay_skip(struct plan *plan, char **words);
static void step_overlay(struct plan *plan, char **words);
static void step_forget(struct plan *plan, char **words);
static void step_copy(struct plan *plan, char **words);
static void step_watch(struct plan *plan, char **words);
static void step_hide(struct plan *plan, char **words);
static void step_show(struct plan *plan, char **words);
static void step_show_project(struct plan *plan, char **words);
static void step_changes(struct plan *plan, char **words);
static void step_keep(struct plan *plan, char **words);
static void step_each(struct plan *plan, char **words);
static void step_mount(struct plan *plan, char **words);
static void step_try_mount(struct plan *plan, char **words);

const struct verb verbs[] = {
	{"entropy", 1, step_entropy},
	{"folder", 2, step_folder},
	{"file", 1, step_file},
	{"device", 4, step_device},
	{"host-name", 1, step_host_name},
	{"link", 2, step_link},
	{"module", 1, step_module},
	{"may-load", 1, step_may_load},
	{"drop", 1, step_drop},
	{"skip", 1, step_skip},
	{"unless-overlay-skip", 1, step_unless_overlay_skip},
	{"overlay", 3, step_overlay},
	{"forget", 1, step_forget},
	{"copy", 2, step_copy},
	{"watch", 1, step_watch},
	{"hide", 1, step_hide},
	{"show", 2, step_show},
	{"show-project", 2, step_show_project},
	{"changes", 1, step_changes},
	{"keep", 1, step_keep},
	{"each", 1, step_each},
	{"renew", 1, step_renew},
	{"from-disk", 4, step_from_disk},
	{"artifacts", 1, step_artifacts},
	{"mount", 5, step_mount},
	{"try-mount", 5, step_try_mount},
};

const size_t verb_count = sizeof verbs / sizeof *verbs;

enum { MAX_TEST_STEPS = 8 };

/* Steps that are run before each test. */
static struct {
	struct plan each[MAX_TEST_STEPS];
	size_t count;
} test_steps;

void lay_out_root(struct plan *plan)
{
	const char *verb = plan_run_steps(plan, verbs, verb_count);
	if (verb)
		leave_with_problem("understand", verb, -EINVAL);
}

void lay_out_test(void)
{
	for (size_t i = 0; i < test_steps.count; i++) {
		struct plan steps = test_steps.each[i];
		lay_out_root(&steps);
	}
}

static void step_entropy(struct plan *plan, char **words)
{
	(void)plan;
	add_entropy(words[0]);
}

static void step_folder(struct plan *plan, char **words)
{
	(void)plan;
	make_folder(words[0]);
	/* One that is on a read-only file system keeps its mode. */
	try_sys(chmod, words[0], parse_number(words[1]));
}

static void step_file(struct plan *plan, char **words)
{
	(void)plan;
	reg file = sys(open, words[0], O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (file < 0)
		leave_with_problem("make the file", words[0], file);
	try_sys(close, file);
}

static void step_device(struct plan *plan, char **words)
{
	(void)plan;
	u64 kind = is_equal(words[1], "b") ? S_IFBLK : S_IFCHR;
	/* The kernel may have made it. */
	try_sys(mknod, words[0], kind | 0600, parse_number(words[2]) << 8 | parse_number(words[3]));
}

/* Each test's own name is a copy of it. */
static void step_host_name(struct plan *plan, char **words)
{
	(void)plan;
	try_sys(sethostname, words[0], length_of(words[0]));
}

static void step_link(struct plan *plan, char **words)
{
	(void)plan;
	reg error = sys(symlink, words[0], words[1]);
	if (error < 0 && error != -EEXIST)
		leave_with_problem("make the link", words[1], error);
}

static void step_module(struct plan *plan, char **words)
{
	(void)plan;
	(void)load_module(words[0]);
}

static void step_may_load(struct plan *plan, char **words)
{
	(void)plan;
	note_module_for_sockets(words[0]);
}

static void step_drop(struct plan *plan, char **words)
{
	(void)plan;
	note_dropped_right(parse_number(words[0]));
}

static void step_skip(struct plan *plan, char **words)
{
	plan_skip(plan, parse_number(words[0]));
}

static void step_unless_overlay_skip(struct plan *plan, char **words)
{
	if (!has_overlay())
		step_skip(plan, words);
}

static void step_overlay(struct plan *plan, char **words)
{
	(void)plan;
	mount_overlay(words[0], words[1], words[2]);
}

static void step_forget(struct plan *plan, char **words)
{
	(void)plan;
	/* What is still in sight is only in the way. */
	try_sys(umount2, words[0], MNT_DETACH);
	try_sys(rmdir, words[0]);
}

/* Copies what is read from one file to another. Returns 0 or a negative errno. */
static MUST_USE reg copy_bytes(int from, int to)
{
	static char bytes[16384];
	reg got, error;
	while ((got = sys(read, from, bytes, sizeof bytes)) > 0)
		if ((error = write_all(to, bytes, (size_t)got)) < 0)
			return error;
	return got;
}

static void step_copy(struct plan *plan, char **words)
{
	(void)plan;
	char *source = words[0], *path = words[1];
	struct stat status;
	reg error, from = sys(open, source, O_RDONLY | O_CLOEXEC);
	reg to = sys(open, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (to < 0)
		leave_with_problem("make the file", path, to);
	/* It may be somebody else's on the host; it is shown, and cannot be read here either. */
	if (from < 0) {
		try_sys(close, to);
		bind_mount(source, path);
		return;
	}
	if ((error = sys(fstat, from, &status)) < 0 || (error = copy_bytes((int)from, (int)to)) < 0 ||
	    (error = sys(fchown, to, status.st_uid, status.st_gid)) < 0 ||
	    (error = sys(fchmod, to, status.st_mode & 07777)) < 0)
		leave_with_problem("copy the file", path, error);
	try_sys(close, from);
	try_sys(close, to);
}

static void step_watch(struct plan *plan, char **words)
{
	(void)plan;
	watch_folder(words[0], words[0]);
}

static void step_hide(struct plan *plan, char **words)
{
	(void)plan;
	hide_in_folder(words[0]);
}

static void step_show(struct plan *plan, char **words)
{
	(void)plan;
	show_folder(words[0], words[1]);
}

static void step_show_project(struct plan *plan, char **words)
{
	(void)plan;
	show_project(words[0], words[1]);
}

static void step_changes(struct plan *plan, char **words)
{
	(void)plan;
	note_changes_folder(words[0]);
}

static void step_keep(struct plan *plan, char **words)
{
	(void)plan;
	note_kept_path(words[0]);
}

/* The steps themselves follow, in that many words. */
static void step_each(struct plan *plan, char **words)
{
	struct plan steps = {.at = plan->at};
	plan_skip(plan, parse_number(words[0]));
	steps.end = plan->at;
	if (test_steps.count == MAX_TEST_STEPS)
		leave_with_problem("understand", "each", -E2BIG);
	test_steps.each[test_steps.count++] = steps;
}

/* Words of a mount: its type, source, target, flags and options. Returns 0 or a negative errno. */
static MUST_USE reg mount_words(char **words)
{
	reg error = sys(mount, words[1], words[2], words[0], parse_number(words[3]), words[4]);
	if (error >= 0)
		note_mount(words[2]);
	return error;
}

static void step_mount(struct plan *plan, char **words)
{
	(void)plan;
	reg error = mount_words(words);
	if (error < 0)
		leave_with_problem(is_equal(words[0], "hostfs") ? "mount the host's folder at" : "mount", words[2], error);
}

static void step_try_mount(struct plan *plan, char **words)
{
	(void)plan;
	may_fail(mount_words(words));
}
