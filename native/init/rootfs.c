#include "rootfs.h"

#include "../lib/syscall.h"
#include "../lib/text.h"
#include "bring-back.h"
#include "disk-steps.h"
#include "entropy.h"
#include "file-steps.h"
#include "leave.h"
#include "link.h"
#include "modprobe.h"
#include "modules.h"
#include "overlay.h"
#include "project.h"
#include "rights.h"
#include "watch.h"

static void step_entropy(struct plan *plan, char **words);
static void step_host_name(struct plan *plan, char **words);
static void step_module(struct plan *plan, char **words);
static void step_may_load(struct plan *plan, char **words);
static void step_network(struct plan *plan, char **words);
static void step_drop(struct plan *plan, char **words);
static void step_skip(struct plan *plan, char **words);
static void step_unless_overlay_skip(struct plan *plan, char **words);
static void step_overlay(struct plan *plan, char **words);
static void step_watch(struct plan *plan, char **words);
static void step_hide(struct plan *plan, char **words);
static void step_show(struct plan *plan, char **words);
static void step_show_project(struct plan *plan, char **words);
static void step_changes(struct plan *plan, char **words);
static void step_keep(struct plan *plan, char **words);
static void step_each(struct plan *plan, char **words);

const struct verb verbs[] = {
	{"entropy", 1, step_entropy},
	{"folder", 2, step_folder},
	{"file", 1, step_file},
	{"device", 4, step_device},
	{"host-name", 1, step_host_name},
	{"link", 2, step_link},
	{"module", 1, step_module},
	{"may-load", 1, step_may_load},
	{"network", 6, step_network},
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

/* Each test's own name is a copy of it. */
static void step_host_name(struct plan *plan, char **words)
{
	(void)plan;
	try_sys(sethostname, words[0], length_of(words[0]));
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

static void step_network(struct plan *plan, char **words)
{
	(void)plan;
	set_up_link(words);
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
