#include "offer.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/ioctl.h>
#include <linux/sched.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"
#include "../lib/text.h"

/* By the name of the driver alone: some C libraries add it, which means nothing here. */
enum { LARGE_FILE = 0100000 };

static void try_to_answer(void) __attribute__((noreturn));
static void try_to_answer(void)
{
	static struct filter filter;
	filter_answer(&filter, ALLOWED);
	try_sys(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	reg listener = filter_apply_and_listen(&filter, 0);
	/* To no call at all. A host that does not know of such answers says something else. */
	struct seccomp_notif_addfd answer = {.srcfd = (unsigned)listener, .flags = SECCOMP_ADDFD_FLAG_SEND};
	stop(sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_ADDFD, &answer) == -ENOENT);
}

int can_answer_openings(void)
{
	int status = 0;
	reg pid = sys(clone, SIGCHLD | CLONE_VFORK);
	if (pid == 0)
		try_to_answer();
	return sys(wait4, pid, &status, 0, 0) == pid && WEXITSTATUS(status);
}

static void tell_opening(struct filter *filter, unsigned call, unsigned flags)
{
	size_t start = filter_if(filter, call);
	filter_load(filter, flags);
	filter_mask(filter, ~(unsigned)LARGE_FILE);
	filter_call(filter, O_RDWR, TOLD);
	filter_answer(filter, ALLOWED);
	filter_end(filter, start);
}

void filter_tell_openings(struct filter *filter)
{
	tell_opening(filter, __NR_openat, 2);
	tell_opening(filter, __NR_open, 1);
}

void filter_pretend_setup(struct filter *filter)
{
	filter_call(filter, TUNSETIFF, PRETENDED);
	filter_call(filter, TUNSETOFFLOAD, PRETENDED);
	filter_call(filter, TUNSETVNETHDRSZ, PRETENDED);
	filter_call(filter, TUNGETFEATURES, ALLOWED);
}

int is_opening(const struct seccomp_notif *call)
{
	return call->data.nr == __NR_openat || call->data.nr == __NR_open;
}

/* Reads the path where the guest has it. It may change afterwards: both answers are harmless. */
static int is_of_driver(const struct seccomp_notif *call)
{
	static const char driver[] = "/dev/net/tun";
	char path[sizeof driver];
	struct iovec here = {path, sizeof path};
	struct iovec there = {(void *)call->data.args[call->data.nr == __NR_openat], sizeof path};
	return sys(process_vm_readv, call->pid, &here, 1, &there, 1, 0) == sizeof path && is_same(path, driver, sizeof path);
}

void answer_opening(int listener, const struct seccomp_notif *call, int tap)
{
	struct seccomp_notif_addfd device = {.id = call->id, .srcfd = (unsigned)tap, .flags = SECCOMP_ADDFD_FLAG_SEND};
	struct seccomp_notif_resp as_asked = {.id = call->id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
	if (is_of_driver(call))
		try_sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_ADDFD, &device);
	else
		try_sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &as_asked);
}
