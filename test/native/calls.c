/* Started by the supervisor in the place of a kernel: makes calls of the host, and says which of them are refused. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static void tell(const char *what, long result)
{
	char line[100];
	int length = snprintf(line, sizeof line, "%s: %s\n", what, result >= 0 ? "works" : strerrorname_np(errno));
	if (write(1, line, (size_t)length) < 0)
		_exit(1);
}

/* getpid, and connect as i386 makes it: the numbers of another processor's calls. */
static long call_of_i386(long number)
{
	long result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(0), "c"(0), "d"(0) : "memory");
	if (result < 0) {
		errno = (int)-result;
		return -1;
	}
	return result;
}

int main(int words, char **word)
{
	const pid_t outside = words > 1 ? atoi(word[1]) : 1;
	char *const arguments[] = {"true", NULL};
	struct sockaddr_un console = {.sun_family = AF_UNIX, .sun_path = "/nowhere"};
	int pair[2], unix_socket = socket(AF_UNIX, SOCK_DGRAM, 0);

	tell("getpid", getpid());
	tell("memory", (long)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == -1 ? -1 : 0);
	tell("open", open("/proc/cpuinfo", O_RDONLY));
	tell("pair of streams", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	tell("signal 0 to itself", kill(getpid(), 0));
	tell("owner of a descriptor's signal: itself", fcntl(0, F_SETOWN, getpid()));

	tell("i386: getpid", call_of_i386(20));
	tell("execve", execve("/bin/true", arguments, arguments + 1));
	tell("internet socket", socket(AF_INET, SOCK_STREAM, 0));
	tell("netlink socket", socket(AF_NETLINK, SOCK_RAW, 0));
	tell("unix stream socket", socket(AF_UNIX, SOCK_STREAM, 0));
	tell("pair of datagrams", socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
	tell("connect", connect(unix_socket, (struct sockaddr *)&console, sizeof console));
	tell("send to an address", sendto(unix_socket, "x", 1, 0, (struct sockaddr *)&console, sizeof console));
	tell("abstract name", bind(unix_socket, (struct sockaddr *)&(struct sockaddr_un){.sun_family = AF_UNIX}, 5));
	tell("signal to all", kill(-1, 0));
	tell("user signal to itself", kill(getpid(), SIGUSR1));
	tell("signal outside", kill(outside, SIGCONT));
	tell("owner of a descriptor's signal: another", fcntl(0, F_SETOWN, outside));
	tell("attach", ptrace(PTRACE_ATTACH, outside, 0, 0));
	tell("user namespace", unshare(CLONE_NEWUSER));
	tell("session", setsid());
	tell("io_uring", syscall(SYS_io_uring_setup, 1, NULL));
	tell("bpf", syscall(SYS_bpf, 0, NULL, 0));
	tell("keys", syscall(SYS_keyctl, 0, -3, 1));
	tell("type on a terminal", ioctl(0, TIOCSTI, "x"));
	tell("memory of another", syscall(SYS_process_vm_readv, outside, NULL, 0, NULL, 0, 0));
	tell("priority", setpriority(0, 0, -1));
	tell("symbolic link", symlink("/", "link"));
	return 0;
}
