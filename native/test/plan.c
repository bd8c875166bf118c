#include "../init/plan.h"

#include <asm/errno.h>

#include "check.h"

static char ran[1024];

static void tell_two(struct plan *plan, char **words)
{
	(void)plan;
	strcat(strcat(strcat(ran, words[0]), ","), words[1]);
	strcat(ran, ";");
}

static void skip_words(struct plan *plan, char **words)
{
	plan_skip(plan, (u64)atoi(words[0]));
}

static const struct verb some_verbs[] = {{"two", 2, tell_two}, {"skip", 1, skip_words}};

/* Runs the steps of a plan; the string's own NUL is the one at the plan's end. */
static const char *run(char *bytes, size_t size, struct plan *plan)
{
	*ran = 0;
	*plan = (struct plan){bytes, bytes + size - 1};
	return plan_run_steps(plan, some_verbs, 2);
}

static void test_steps(void)
{
	struct plan plan;
	char good[] = "two\0a\0b\0skip\0003\0two\0c\0d\0two\0\0e\0tests\0left\0";
	CHECK(!run(good, sizeof good, &plan));
	CHECK_TEXT(ran, "a,b;,e;");
	CHECK_TEXT(plan_word(&plan), "left");
	CHECK_TEXT(plan_word(&plan), "");
	CHECK(!plan_has_more(&plan));

	char without_tests[] = "two\0a\0b\0";
	CHECK(!run(without_tests, sizeof without_tests, &plan));
	CHECK_TEXT(ran, "a,b;");

	char unknown[] = "two\0a\0b\0three\0c\0";
	CHECK_TEXT(run(unknown, sizeof unknown, &plan), "three");
	/* A verb that is the beginning of another is another. */
	char beginning[] = "tw\0a\0b\0";
	CHECK_TEXT(run(beginning, sizeof beginning, &plan), "tw");
	char short_step[] = "two\0a\0";
	CHECK_TEXT(run(short_step, sizeof short_step, &plan), "two");
	CHECK_TEXT(ran, "");

	char skips_too_far[] = "skip\00099\0two\0";
	CHECK(!run(skips_too_far, sizeof skips_too_far, &plan));
}

static const char three_tests[] =
	"t1\0/w\0/dev/tty4\0/kept\0001000\000100\00024\00080\0pipe\0/bin/a\0002\0a\0\0001\0A=1\0"
	"t2\0/v\0\0\0000\0000\0000\0000\0console\0/bin/b\0001\0b\0=\0"
	"t3\0/v\0\0\0000\0000\0000\0000\0pipe\0/bin/c\0001\0c\0000\0";

static void test_tests(void)
{
	char *bytes = exact_copy(three_tests, sizeof three_tests);
	struct plan plan = {bytes, bytes + sizeof three_tests - 1};
	struct test test;
	CHECK(plan_test(&plan, &test) == 0);
	CHECK_TEXT(test.token, "t1");
	CHECK_TEXT(test.folder, "/w");
	CHECK_TEXT(test.input, "/dev/tty4");
	CHECK_TEXT(test.artifacts, "/kept");
	CHECK(test.uid == 1000 && test.gid == 100 && test.rows == 24 && test.columns == 80);
	/* A terminal is a console. */
	CHECK(test.has_consoles);
	CHECK_TEXT(test.path, "/bin/a");
	CHECK_TEXT(test.arguments[0], "a");
	CHECK_TEXT(test.arguments[1], "");
	CHECK(!test.arguments[2]);
	CHECK_TEXT(test.environment[0], "A=1");
	CHECK(!test.environment[1]);
	CHECK(plan_has_more(&plan));

	CHECK(plan_test(&plan, &test) == 0);
	CHECK_TEXT(test.token, "t2");
	CHECK_TEXT(test.input, "");
	CHECK_TEXT(test.artifacts, "");
	CHECK(test.rows == 0 && test.has_consoles);
	CHECK_TEXT(test.environment[0], "A=1");
	CHECK(!test.environment[1]);

	CHECK(plan_test(&plan, &test) == 0);
	CHECK_TEXT(test.token, "t3");
	CHECK(!test.has_consoles && !test.environment[0]);
	CHECK(!plan_has_more(&plan));
	free(bytes);
}

/* However short a plan is cut, nothing beyond it is read, and no test is made from half of its words. */
static void test_plans_that_are_cut_off(void)
{
	for (size_t size = 0; size < sizeof three_tests; size++) {
		char *bytes = exact_copy(three_tests, size + 1);
		struct plan plan = {bytes, bytes + size};
		struct test test;
		bytes[size] = 0;
		int whole = 0;
		while (plan_has_more(&plan)) {
			reg error = plan_test(&plan, &test);
			CHECK(error == 0 || error == -EINVAL);
			if (error < 0)
				break;
			whole++;
		}
		/* The last ends after its "0", whose NUL may be missing. */
		CHECK(whole <= 3 && (whole < 3 || size + 2 >= sizeof three_tests));
		free(bytes);
	}
	char endless[] = "t\0w\0\0\0000\0000\0000\0000\0pipe\0/bin/a\00018446744073709551615\0a";
	struct plan plan = {endless, endless + sizeof endless - 1};
	struct test test;
	CHECK(plan_test(&plan, &test) == -EINVAL);
}

static void test_several_tests(void)
{
	char one[] = "t1\0/v\0\0\0000\0000\0000\0000\0pipe\0/bin/b\0001\0b\0000";
	char *bytes = exact_copy(three_tests, sizeof three_tests);
	struct plan none = {one, one}, first = {one, one + sizeof one};
	struct plan three = {bytes, bytes + sizeof three_tests - 1};
	struct work ends = {.key = ""}, once = {.key = "k", .is_once = 1}, often = {.key = "k"};
	CHECK(!has_several_tests(&ends, none) && !has_several_tests(&ends, first) && has_several_tests(&ends, three));
	CHECK(!has_several_tests(&once, none) && has_several_tests(&once, first) && has_several_tests(&once, three));
	CHECK(has_several_tests(&often, none) && has_several_tests(&often, first));
	free(bytes);
}

void test_plan(void)
{
	test_steps();
	test_tests();
	test_several_tests();
	test_plans_that_are_cut_off();
}
