#include "threads.h"

#include <fcntl.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <sys/mount.h>

#include "../lib/dirents.h"
#include "../lib/io.h"
#include "markers.h"
#include "priority.h"
#include "proc-text.h"
#include "signals.h"

/* Of processes, and of the threads in each. */
enum { MAX_REPORTED = 40 };

/* "./<number>/task/<number>/stack", and more than enough. */
enum { PATH_SIZE = 64 };

static volatile int is_asked;

/* Only the kernel asks, when the host does: not a program that it has started, whoever's that is. */
static void note_question(int signal, siginfo_t *information, void *context)
{
	(void)signal;
	(void)context;
	if (information->si_code == SI_KERNEL)
		is_asked = 1;
}

void return_from_handler(void);
__asm__("return_from_handler:\n" RETURN_FROM_HANDLER);

void accept_questions(void)
{
	struct signal_action action = {{.handler_with_information = note_question}, SA_SIGINFO | SA_RESTORER, return_from_handler, 0};
	/* Nothing depends on the answer. */
	try_sys(reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_CAD_OFF);
	try_sys(rt_sigaction, SIGINT, &action, 0, sizeof action.mask);
}

void forget_questions(void)
{
	is_asked = 0;
}

int is_question_open(void)
{
	return is_asked;
}

int is_asked_for_threads(void)
{
	int was_asked = is_asked;
	is_asked = 0;
	return was_asked;
}

static void report_process(const struct test *test, const char *folder, const char *id);
static void for_each_number(const char *folder, const struct test *test,
			    void (*report)(const struct test *test, const char *folder, const char *id));

/*
 * Makes the folder of the test's processes the current one, in a copy of the test's mounts: root may have mounted
 * something over it, even a file system where each question waits for the test. Returns whether there is one.
 */
static MUST_USE int enter_processes(void)
{
	reg lowest = -1, next;
	if (sys(unshare, CLONE_NEWNS) < 0 || sys(mount, "", "/", "", MS_REC | MS_PRIVATE, 0) < 0)
		return 0;
	while ((next = sys(open, "/proc", O_PATH | O_DIRECTORY | O_CLOEXEC)) >= 0 &&
	       sys(umount2, "/proc", MNT_DETACH) == 0) {
		if (lowest >= 0)
			try_sys(close, lowest);
		lowest = next;
	}
	return lowest >= 0 && sys(fchdir, lowest) == 0;
}

static void report_all(const void *test)
{
	/* A test that comes before all other processes would keep this one from it. */
	come_first();
	if (enter_processes())
		for_each_number("./", test, report_process);
}

void report_threads(const struct test *test, const struct namespaces *namespaces)
{
	TEXT(last, MARKER_SIZE);
	run_in_mounts(namespaces, report_all, test);
	marker_begin(&last, "state", test->token);
	marker_send(&last);
}

/* Calls `report` for each entry of a folder of /proc that is a number: a process, or a thread. */
static void for_each_number(const char *folder, const struct test *test,
			    void (*report)(const struct test *test, const char *folder, const char *id))
{
	struct dirents walk;
	struct linux_dirent64 *entry;
	reg fd = sys(open, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* It has just ended. */
	if (fd < 0)
		return;
	dirents_init(&walk, (int)fd);
	for (int count = 0; count < MAX_REPORTED && (entry = next_dirent(&walk));) {
		if (*entry->name < '0' || *entry->name > '9')
			continue;
		report(test, folder, entry->name);
		count++;
	}
	try_sys(close, fd);
}

/* Starts a text with three pieces. Returns whether they fit. */
static MUST_USE int join(struct text *path, const char *folder, const char *id, const char *more)
{
	text_add(path, folder);
	text_add(path, id);
	text_add(path, more);
	return !path->truncated;
}

static void report_thread(const struct test *test, const char *tasks, const char *id)
{
	static char content[4096];
	TEXT(stat_path, PATH_SIZE);
	TEXT(stack_path, PATH_SIZE);
	TEXT(marker, MARKER_SIZE);
	if (!join(&stat_path, tasks, id, "/stat") || !join(&stack_path, tasks, id, "/stack"))
		return;
	marker_begin(&marker, "state", test->token);
	marker_word(&marker, id);
	read_beginning(stat_path.bytes, content, sizeof content);
	if (!add_name_and_state(&marker, content))
		return;
	read_beginning(stack_path.bytes, content, sizeof content);
	add_calls(&marker, content);
	marker_send(&marker);
}

static void report_process(const struct test *test, const char *folder, const char *id)
{
	TEXT(tasks, PATH_SIZE);
	/* The first process of the namespace is this program's. */
	if (is_first_process(id) || !join(&tasks, folder, id, "/task/"))
		return;
	for_each_number(tasks.bytes, test, report_thread);
}
