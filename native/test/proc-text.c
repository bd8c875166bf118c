#include "../init/proc-text.h"

#include "check.h"

static void check_stat(const char *stat, const char *expected)
{
	char *copy = exact_copy(stat, strlen(stat) + 1);
	TEXT(line, 256);
	int whole = add_name_and_state(&line, copy);
	CHECK(whole == (expected != NULL));
	if (expected)
		CHECK_TEXT(line.bytes, expected);
	free(copy);
}

static void check_calls(const char *stack, const char *expected)
{
	char *copy = exact_copy(stack, strlen(stack) + 1);
	TEXT(line, 512);
	add_calls(&line, copy);
	CHECK_TEXT(line.bytes, expected);
	free(copy);
}

/* Whatever the text is, nothing beyond it is read, and what is added is words of one line. */
static void check_any_text(void)
{
	static const char letters[] = "(() )S+0x1\n [<0>]\x01\xff";
	unsigned state = 1;
	for (int round = 0; round < 20000; round++) {
		char text[24];
		size_t length = (state >> 8) % sizeof text;
		for (size_t i = 0; i < length; i++) {
			state = state * 1103515245u + 12345u;
			text[i] = letters[(state >> 16) % (sizeof letters - 1)];
		}
		text[length] = 0;
		state = state * 1103515245u + 12345u;
		char *copy = exact_copy(text, length + 1);
		TEXT(line, 16);
		(void)add_name_and_state(&line, copy);
		add_calls(&line, copy);
		for (size_t i = 0; i < line.length; i++)
			CHECK(line.bytes[i] >= ' ' && line.bytes[i] < 127);
		free(copy);
	}
}

void test_proc_text(void)
{
	check_stat("12 (spin) R 1 2 3\n", " spin R");
	check_stat("12 (a b) (c) S 1\n", " a_b)_(c S");
	check_stat("12 (a\nend 1\x01) Z 1\n", " a_end_1_ Z");
	check_stat("12 () S", "  S");
	check_stat("", NULL);
	check_stat("12", NULL);
	check_stat("12 (spin", NULL);
	check_stat("12 (spin)", NULL);
	check_stat("12 (spin) ", NULL);

	check_calls("", "");
	check_calls("[<0>] do_wait+0x1ab/0x218\n[<0>] kernel_wait4+0x9d/0x110\n", " do_wait kernel_wait4");
	check_calls("[<0>] a+0x1\n[<0>] b", " a b");
	check_calls("[<0>] a b+0x1/0x2\n", " a_b");
	check_calls("[<0>] 1\n[<0>] 2\n[<0>] 3\n[<0>] 4\n[<0>] 5\n[<0>] 6\n[<0>] 7\n[<0>] 8\n[<0>] 9\n[<0>] 10\n[<0>] 11\n"
		    "[<0>] 12\n[<0>] 13\n",
		    " 1 2 3 4 5 6 7 8 9 10 11 12");
	check_any_text();
}
