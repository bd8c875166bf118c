/*
 * What the kernel asks for a module that it lacks: this program itself, in every root file system, whether or not that
 * has a modprobe. It runs in init's mounts, so what a test mounts on /lib/modules does not matter.
 */
#ifndef INIT_MODPROBE_H
#define INIT_MODPROBE_H

/* What this program is called then: its path, which no test sees, for each has a /proc of its own. */
#define MODPROBE "/proc/init"

/* Keeps this program's file; where it is in sight. */
void keep_modprobe(void);

/*
 * Shows it in the new root, before /proc is mounted. Before Linux 5.2, the kernel asks the root file system's modprobe.
 */
void show_modprobe(void);

/* Has the kernel ask it. Where /proc is in sight, which is to be taken away. */
void offer_modprobe(void);

/*
 * From the one to the other, the kernel asks nobody: each mount of a bpf file system first looks for the module
 * bpf_preload, which hardly any kernel has, and that takes a millisecond.
 */
void withdraw_modprobe(void);
void offer_modprobe_again(void);

/*
 * What it does when asked: loads the module of a name or an alias, and what that needs. Soft dependencies do not count:
 * modules of this kind ask for them. Nor does what a root file system has in /etc/modprobe.d.
 * `stack`: as the kernel starts it, with the words -q, -- and NAME.
 */
void answer_kernel(char **stack) __attribute__((noreturn));

/* Loads a module from its file. One that cannot be loaded is missed where it is needed. Returns whether it is there. */
int load_module(const char *path);

#endif
