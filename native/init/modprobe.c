#include "modprobe.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "../lib/io.h"
#include "../lib/memory.h"
#include "../lib/text.h"
#include "module-lists.h"

enum { PATH_SIZE = 512 };

/* A mount of this program's file alone, which is shown or -1. */
static int program = -1;

/* The setting that says what the kernel asks. */
static int setting = -1;

void keep_modprobe(void)
{
	program = (int)sys(open_tree, AT_FDCWD, "/init", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
}

void show_modprobe(void)
{
	if (program < 0)
		return;
	try_sys(mkdir, "/proc", 0555);
	try_sys(mknod, MODPROBE, S_IFREG | 0555, 0);
	reg error = sys(move_mount, program, "", AT_FDCWD, MODPROBE, MOVE_MOUNT_F_EMPTY_PATH);
	try_sys(close, program);
	if (error < 0)
		program = -1;
}

void offer_modprobe(void)
{
	if (program >= 0)
		setting = (int)sys(open, "/proc/sys/kernel/modprobe", O_WRONLY | O_CLOEXEC);
	offer_modprobe_again();
}

void withdraw_modprobe(void)
{
	try_sys(pwrite64, setting, "\n", 1, 0);
}

void offer_modprobe_again(void)
{
	static const char path[] = MODPROBE "\n";
	try_sys(pwrite64, setting, path, sizeof path - 1, 0);
}

int load_module(const char *path)
{
	enum { MODULE_INIT_COMPRESSED_FILE = 4 };
	reg error, file = sys(open, path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return 0;
	error = sys(finit_module, file, "", 0);
	if (error == -ENOEXEC)
		error = sys(finit_module, file, "", MODULE_INIT_COMPRESSED_FILE);
	try_sys(close, file);
	return error == 0 || error == -EEXIST;
}

/* ---- in a process that the kernel starts ---- */

/* A list beside the modules, with a NUL; empty when it cannot be read. */
static const char *read_list(const struct text *folder, const char *name)
{
	struct stat status;
	TEXT(path, PATH_SIZE);
	text_add(&path, folder->bytes);
	text_add(&path, name);
	reg file = sys(open, path.bytes, O_RDONLY | O_CLOEXEC);
	if (file < 0 || sys(fstat, file, &status) < 0)
		return "";
	/* One more, for a NUL. */
	char *bytes = map_memory((size_t)status.st_size + 1);
	return bytes && read_all((int)file, bytes, (size_t)status.st_size) == 0 ? bytes : "";
}

/* Loads a module and, before it, what it needs. Returns whether it is there. */
static int load_with_dependencies(const struct text *folder, const char *dependencies, const char *module)
{
	const char *line = find_dependencies(dependencies, module), *path = line ? next_line(line) : NULL;
	size_t length;
	int is_there = 0;
	while (path && (path = path_before(line, path, &length))) {
		TEXT(name, PATH_SIZE);
		text_add_part(&name, path, length);
		TEXT(file, PATH_SIZE);
		text_add(&file, folder->bytes);
		text_add(&file, name.bytes);
		is_there = load_module(file.bytes);
	}
	return is_there;
}

static int load_for_kernel(const char *wanted)
{
	struct utsname kernel = {0};
	TEXT(folder, PATH_SIZE);
	try_sys(uname, &kernel);
	text_add(&folder, "/lib/modules/");
	text_add(&folder, kernel.release);
	text_add(&folder, "/");
	const char *dependencies = read_list(&folder, "modules.dep"), *module;
	int is_there = load_with_dependencies(&folder, dependencies, wanted);
	if (is_there)
		return 1;
	const char *aliases = read_list(&folder, text_after(wanted, "symbol:") ? "modules.symbols" : "modules.alias");
	/* Several modules may have an alias: ciphers in C and in assembler, say. */
	for (; (module = find_alias(aliases, wanted)); aliases = next_line(module))
		is_there |= load_with_dependencies(&folder, dependencies, module);
	return is_there;
}

void answer_kernel(char **stack)
{
	int is_there = (reg)stack[0] == 4 && load_for_kernel(stack[4]);
	try_sys(exit_group, !is_there);
	__builtin_unreachable();
}
