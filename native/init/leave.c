#include "leave.h"

#include <linux/reboot.h>

#include "../lib/syscall.h"
#include "markers.h"
#include "streams.h"

static int has_run_test;

void blame_tests(void)
{
	has_run_test = 1;
}

void leave_changed(const char *what)
{
	TEXT(why, MARKER_SIZE);
	text_add(&why, "changed ");
	text_add(&why, what);
	leave(why.bytes);
}

void leave_with_problem(const char *what, const char *path, reg error)
{
	TEXT(marker, MARKER_SIZE);
	if (has_run_test) {
		TEXT(problem, MARKER_SIZE);
		text_add(&problem, path);
		text_add(&problem, ", error ");
		text_add_number(&problem, (u64)-error);
		leave_changed(problem.bytes);
	}
	marker_begin(&marker, "problem", guest_token());
	marker_number(&marker, (u64)-error);
	marker_word(&marker, what);
	marker_word(&marker, path);
	marker_send(&marker);
	leave("problem");
}

void leave(const char *why)
{
	TEXT(marker, MARKER_SIZE);
	marker_begin(&marker, "bye", guest_token());
	marker_word(&marker, why);
	marker_send(&marker);
	drain_consoles();
	drain_control();
	try_sys(reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_HALT);
	/* The host ends a guest that does not end. */
	for (;;)
		try_sys(pause);
}
