/*
 * host-tests              runs the unit tests; the working folder is empty
 * host-tests verbs        prints the verbs of the boot plan, each with the number of its words
 * host-tests changes layer|COPIED BEFORE NOW FILE [KEPT...]
 *                         writes what changed in a folder, as init does in a guest
 * host-tests plan FILE    prints the tests of a boot plan: token, path, count of arguments and of variables
 * host-tests ext4 FILE    makes a file system on a file, as large as that is
 * host-tests journal FILE the same, with a journal
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "../init/ext4.h"
#include "../init/plan.h"
#include "../init/rootfs.h"
#include "check.h"

static void print_verbs(void)
{
	for (size_t i = 0; i < verb_count; i++)
		printf("%s %zu\n", verbs[i].name, verbs[i].words);
}

static size_t count(char **list)
{
	size_t length = 0;
	while (list[length])
		length++;
	return length;
}

static void do_nothing(struct plan *plan, char **words)
{
	(void)plan;
	(void)words;
}

static void print_tests(const char *path)
{
	static char bytes[1 << 20];
	struct verb harmless[64];
	struct test test;
	struct work work;
	FILE *file = fopen(path, "rb");
	CHECK(file && verb_count <= 64);
	size_t size = fread(bytes, 1, sizeof bytes - 1, file);
	fclose(file);
	struct plan plan = {bytes, bytes + size};
	plan_word(&plan);
	for (size_t i = 0; i < verb_count; i++)
		harmless[i] = (struct verb){verbs[i].name, verbs[i].words, do_nothing};
	CHECK(!plan_run_steps(&plan, harmless, verb_count));
	plan_work(&plan, &work);
	while (plan_has_more(&plan)) {
		CHECK(plan_test(&plan, &test) == 0);
		printf("%s %s %zu %zu\n", test.token, test.path, count(test.arguments), count(test.environment));
	}
}

static void make_file_system(const char *path, int has_journal)
{
	struct stat status;
	int file = open(path, O_RDWR);
	CHECK(file >= 0 && fstat(file, &status) == 0);
	printf("%ld\n", make_ext4(file, (u64)status.st_size, has_journal));
}

int main(int words, char **word)
{
	if (words == 2 && strcmp(word[1], "verbs") == 0)
		print_verbs();
	else if (words == 3 && strcmp(word[1], "plan") == 0)
		print_tests(word[2]);
	else if (words >= 6 && strcmp(word[1], "changes") == 0)
		write_changes_of(word + 2);
	else if (words == 3 && strcmp(word[1], "ext4") == 0)
		make_file_system(word[2], 0);
	else if (words == 3 && strcmp(word[1], "journal") == 0)
		make_file_system(word[2], 1);
	else {
		test_text();
		test_markers();
		test_proc_text();
		test_plan();
		test_dirents();
		test_watch();
		test_overlay();
		test_kernel_log();
		test_settings();
		test_network();
		test_module_lists();
		test_number_set();
		test_switch();
		puts("ok");
	}
	return 0;
}
