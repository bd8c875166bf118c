#include "proc-text.h"

enum { MAX_CALLS = 12 };

static void add_word(struct text *line, const char *from, const char *to)
{
	text_add(line, " ");
	for (; from < to; from++) {
		char letter[2] = {*from > ' ' && *from < 127 ? *from : '_', 0};
		text_add(line, letter);
	}
}

/* "12 (name) S 1 ...": only the name can have parentheses. */
int add_name_and_state(struct text *line, const char *stat)
{
	const char *name = stat, *end = stat + length_of(stat);
	while (*name && *name != '(')
		name++;
	while (end > name && *end != ')')
		end--;
	if (end == name || end[1] != ' ' || !end[2])
		return 0;
	add_word(line, name + 1, end);
	add_word(line, end + 2, end + 3);
	return 1;
}

void add_calls(struct text *line, const char *stack)
{
	for (int calls = 0; *stack && calls < MAX_CALLS; calls++) {
		while (*stack && *stack != ' ' && *stack != '\n')
			stack++;
		const char *name = *stack == ' ' ? ++stack : stack;
		while (*stack && *stack != '+' && *stack != '\n')
			stack++;
		add_word(line, name, stack);
		while (*stack && *stack++ != '\n')
			;
	}
}
