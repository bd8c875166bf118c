#include "plan.h"

#include "../lib/memory.h"
#include "../lib/text.h"

int plan_has_more(const struct plan *plan)
{
	return plan->at < plan->end;
}

char *plan_word(struct plan *plan)
{
	char *word = plan->at;
	if (!plan_has_more(plan))
		return plan->end;
	plan->at += length_of(word) + 1;
	return word;
}

void plan_skip(struct plan *plan, u64 words)
{
	while (words-- && plan_has_more(plan))
		plan_word(plan);
}

static const struct verb *find_verb(const char *name, const struct verb *verbs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_equal(name, verbs[i].name))
			return &verbs[i];
	return NULL;
}

const char *plan_run_steps(struct plan *plan, const struct verb *verbs, size_t count)
{
	while (plan_has_more(plan)) {
		const char *name = plan_word(plan);
		const struct verb *verb = find_verb(name, verbs, count);
		char *words[MAX_STEP_WORDS];
		if (is_equal(name, "tests"))
			break;
		if (!verb)
			return name;
		for (size_t i = 0; i < verb->words; i++) {
			if (!plan_has_more(plan))
				return name;
			words[i] = plan_word(plan);
		}
		verb->run(plan, words);
	}
	return NULL;
}

void plan_work(struct plan *plan, struct work *work)
{
	work->key = plan_word(plan);
	work->is_once = is_equal(plan_word(plan), "once");
	work->is_ahead = is_equal(plan_word(plan), "ahead");
	work->uid = parse_number(plan_word(plan));
	work->next = plan_word(plan);
}

int is_more_to_come(const struct work *work)
{
	return *work->key != '\0';
}

/* Words of a test; the next test's are in the same memory. */
struct list {
	char **words;
	/* For how many there is room, the null pointer among them. */
	u64 room;
};

/*
 * A list: how many words it has, then these; or "=", for the same as in the test before. Returns 0 or an error, as
 * plan_test.
 */
static MUST_USE reg plan_list(struct plan *plan, struct list *list)
{
	if (!plan_has_more(plan))
		return -EINVAL;
	const char *word = plan_word(plan);
	if (is_equal(word, "="))
		return list->words ? 0 : -EINVAL;
	u64 count = parse_number(word);
	/* Each takes a byte at least, so this also bounds the memory. */
	if (count > (u64)(plan->end - plan->at))
		return -EINVAL;
	if (count >= list->room) {
		list->room = 2 * (count + 1);
		list->words = map_memory((size_t)list->room * sizeof *list->words);
		if (!list->words)
			return -ENOMEM;
	}
	for (u64 i = 0; i < count; i++) {
		if (!plan_has_more(plan))
			return -EINVAL;
		list->words[i] = plan_word(plan);
	}
	list->words[count] = NULL;
	return 0;
}

reg plan_test(struct plan *plan, struct test *test)
{
	static struct list arguments, environment;
	reg error;
	test->token = plan_word(plan);
	test->folder = plan_word(plan);
	test->input = plan_word(plan);
	test->artifacts = plan_word(plan);
	test->uid = parse_number(plan_word(plan));
	test->gid = parse_number(plan_word(plan));
	test->rows = parse_number(plan_word(plan));
	test->columns = parse_number(plan_word(plan));
	test->has_consoles = is_equal(plan_word(plan), "console") || test->rows;
	test->path = plan_word(plan);
	/* A plan that has ended before has no list here. */
	if ((error = plan_list(plan, &arguments)) < 0 || (error = plan_list(plan, &environment)) < 0)
		return error;
	test->arguments = arguments.words;
	test->environment = environment.words;
	return 0;
}

int has_input(const struct test *test)
{
	return *test->input && !is_equal(test->input, "-");
}

int has_several_tests(const struct work *work, struct plan plan)
{
	struct test first;
	if (is_more_to_come(work) && !work->is_once)
		return 1;
	return plan_test(&plan, &first) == 0 && (is_more_to_come(work) || plan_has_more(&plan));
}
