/*
 * The boot plan: words that each end with a NUL. First the guest's token, then the steps that lay out the root, the
 * word "tests", what all tests have in common, and the first tests. src/guest/boot-plan.ts writes it. Pure, but
 * for the memory of lists.
 */
#ifndef INIT_PLAN_H
#define INIT_PLAN_H

#include "../lib/types.h"

/* What is left of a plan. The byte at `end` is a NUL, so that a word that was cut off ends, too. */
struct plan {
	char *at, *end;
};

struct test {
	/*
	 * The secret that marks what belongs to this test; its working folder; what its input begins with (input.h), "-" for
	 * an empty one, or "" for that and no signals (orders.h).
	 */
	char *token, *folder, *input;
	/* Which folder of the host it leaves files in, a path that hostfs understands; or "". */
	char *artifacts;
	u64 uid, gid;
	/* Size of the terminal that its three streams are; 0 rows without one. */
	u64 rows, columns;
	/* Whether its output goes straight to the consoles. */
	int has_consoles;
	char *path;
	/* Each ends with a null pointer, and is there until the next test is read. */
	char **arguments, **environment;
};

/* A step of the plan, by its first word. */
struct verb {
	const char *name;
	/* How many words follow: at most MAX_STEP_WORDS. */
	size_t words;
	void (*run)(struct plan *plan, char **words);
};

enum { MAX_STEP_WORDS = 6 };

int plan_has_more(const struct plan *plan);

/* The next word; "" after the last. */
char *plan_word(struct plan *plan);

void plan_skip(struct plan *plan, u64 words);

/*
 * Runs the steps, up to the word "tests" or the plan's end.
 * Returns a null pointer, or the verb of a step that is not in the table or lacks words.
 */
MUST_USE const char *plan_run_steps(struct plan *plan, const struct verb *verbs, size_t count);

/* What all tests of a guest have in common. */
struct work {
	/* A secret, without which nothing that comes is believed; empty when nothing comes after the plan's own tests. */
	const char *key;
	/* What comes is one test, and the last. */
	int is_once;
	/* What each of them stands on is made while it is waited for. */
	int is_ahead;
	u64 uid;
	/* What the next of them most probably executes; "" where nobody knows. */
	const char *next;
};

/* Reads it: what comes before the tests. */
void plan_work(struct plan *plan, struct work *work);

/* Whether more tests come once these have run. */
MUST_USE int is_more_to_come(const struct work *work);

/* Reads the next test. Returns 0, -EINVAL when the plan ends within it, or -ENOMEM. */
MUST_USE reg plan_test(struct plan *plan, struct test *test);

/* Whether what comes on a console is its standard input. */
MUST_USE int has_input(const struct test *test);

/* Whether the guest may run several: those that the plan has left, and what is to come. */
MUST_USE int has_several_tests(const struct work *work, struct plan plan);

#endif
