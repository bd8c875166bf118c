#include "modules.h"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/uio.h>

#include "../lib/give-up.h"
#include "../lib/io.h"
#include "../lib/syscall.h"
#include "../lib/text.h"
#include "listener.h"
#include "options.h"

/* Debian 12's headers are older than what the kernel of the host may be. */
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

enum { PAGE = 4096 };

static int are_there;

/* The call that waits for them. */
static u64 waiting;

static struct filter filter;

/* Those with a path, or those of them whose flags have a bit. */
static void tell_of(unsigned call, unsigned flags, unsigned bit)
{
	size_t start = filter_if(&filter, call);
	filter_load(&filter, flags);
	filter_refuse_bits(&filter, bit);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, start);
}

static void tell_of_path(unsigned call, unsigned flags)
{
	size_t start = filter_if(&filter, call);
	filter_load(&filter, flags);
	filter_mask(&filter, AT_EMPTY_PATH);
	filter_call(&filter, AT_EMPTY_PATH, ALLOWED);
	filter_answer(&filter, TOLD);
	filter_end(&filter, start);
}

/* hostfs opens a file only after it has looked at it, but a folder may have less in it than it should. */
static reg watch(void)
{
	filter_begin(&filter, ALLOWED);
	filter.refusal = TOLD;
	filter_call(&filter, __NR_stat, TOLD);
	filter_call(&filter, __NR_lstat, TOLD);
	tell_of_path(__NR_newfstatat, 3);
	tell_of_path(__NR_statx, 2);
	tell_of(__NR_open, 1, O_DIRECTORY);
	tell_of(__NR_openat, 2, O_DIRECTORY);
	filter_answer(&filter, ALLOWED);
	must(sys(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "give up", "new privileges");
	/* With the flag no signal, such as the kernel's timer, interrupts a call that waits and makes it begin anew. */
	return listen_for_calls(&filter, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
}

static void ask(const char *what, int lifeline)
{
	TEXT(line, 2 * PAGE);
	text_add(&line, what);
	text_end_line(&line);
	may_fail(write_all(lifeline, line.bytes, line.length));
}

void watch_for_modules(const char *folder, int lifeline)
{
	char byte = '?';
	if (watch() >= 0)
		return;
	ask(folder, lifeline);
	/* As the supervisor, which waits until the kernel is executed. */
	while (byte == '?')
		if (sys(read, lifeline, &byte, 1) != 1)
			byte = '.';
	if (byte != MODULES_ARE_THERE)
		stop(128 + SIGKILL);
}

/* Reads what a process has at an address, up to a NUL. A page may be the last one there. Returns whether it could. */
static int read_path(unsigned process, u64 address, char *path)
{
	u64 first = PAGE - address % PAGE;
	struct iovec here = {path, 2 * PAGE - 1};
	struct iovec there[] = {{(void *)address, first}, {(void *)(address + first), PAGE - 1}};
	reg length = sys(process_vm_readv, process, &here, 1, there, 2, 0);
	if (length < 0)
		return 0;
	path[length] = 0;
	return 1;
}

/* What follows a folder in a path, which may have several slashes in a row; a null pointer for what is not in it. */
static const char *below(const char *path, const char *folder)
{
	for (; *folder; path++, folder++) {
		if (*path != *folder)
			return 0;
		while (*path == '/' && path[1] == '/')
			path++;
	}
	return *path && *path != '/' ? 0 : path;
}

/* hostfs itself names no such path, and what is above the folder is not looked at for it. */
static int leads_up(const char *path)
{
	for (; *path; path++)
		if (path[0] == '/' && path[1] == '.' && path[2] == '.' && (path[3] == '/' || !path[3]))
			return 1;
	return 0;
}

static int opens_folder(const struct seccomp_data *call)
{
	return call->nr == __NR_open || call->nr == __NR_openat;
}

/* Writes the path, as far as it could be read. */
static int has_to_wait(const struct seccomp_notif *call, const char *folder, char *path)
{
	int is_first = call->data.nr == __NR_open || call->data.nr == __NR_stat || call->data.nr == __NR_lstat;
	/* One that this process may not read, as in a container without CAP_SYS_PTRACE, may be about anything. */
	if (!read_path(call->pid, call->data.args[is_first ? 0 : 1], path))
		return 1;
	return below(path, folder) && !leads_up(path) && (opens_folder(&call->data) || sys(access, path, 0) < 0);
}

static void go_on(int listener, u64 call)
{
	struct seccomp_notif_resp answer = {.id = call, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
	try_sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

int let_pass(int listener, const char *folder, int lifeline)
{
	struct seccomp_notif call = {0};
	char path[2 * PAGE] = "";
	if (sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0)
		return 1;
	if (are_there || !has_to_wait(&call, folder, path)) {
		go_on(listener, call.id);
		return 1;
	}
	waiting = call.id;
	ask(*path ? path : folder, lifeline);
	return 0;
}

void take_modules(int listener)
{
	are_there = 1;
	go_on(listener, waiting);
}
